import type { CompareRequest } from '../arguments/compare-request.js';
import { everySource, printRecords, statusOf } from '../explain/every-source.js';
import { nameGiver } from '../explain/name-giver.js';
import { isSingle } from '../explain/work.js';
import type { Io } from '../io.js';
import { withFolders } from '../output/folder.js';
import { createMessages } from '../terminal/messages.js';
import { compareWith, seeWithBoth } from './compare-source.js';
import { createReporter } from './report.js';
import { saveComparison } from './save.js';
import type { CompareWork } from './work.js';
import { prepareComparison } from './work.js';

/** Compares two networks on all that was asked for, and returns the exit status. */
export async function compare(request: CompareRequest, io: Io): Promise<number> {
  return withFolders([request.a.out], io.cwd, async ([folder]) => {
    const work = await prepareComparison(request, io);
    try {
      return await compareAll(work, folder!, io);
    } finally {
      await work.a.model.dispose();
      await work.b.model.dispose();
    }
  });
}

async function compareAll(work: CompareWork, folder: string, io: Io): Promise<number> {
  const { request, a } = work;
  const reporter = createReporter(work, createMessages(io, request.a.json));
  const endings = request.formats.flatMap((format) => (format === 'npy' ? ['a.npy', 'b.npy'] : [format]));
  const name = nameGiver(request.a, a.sources, endings, folder, io.cwd);
  reporter.start();
  const outcome = await everySource(
    a.sources,
    a.methods,
    {
      see: (at) => seeWithBoth(at, work, io.signal),
      seen: async (seen) => reporter.seen(seen),
      work: (method, seen, onProgress) => compareWith(method, seen, work, io.signal, onProgress),
      async keep(comparison, source, { method }) {
        const record = await saveComparison(comparison, work, folder, name(source, method, comparison.slug));
        reporter.comparison(comparison, record);
        return record;
      },
      failed: (failure) => reporter.failure(failure),
      gaveUp: (untried) => reporter.giveUp(untried),
    },
    io,
  );
  if (request.a.json) printRecords(outcome, isSingle(a), io);
  reporter.end(outcome);
  return statusOf(outcome);
}
