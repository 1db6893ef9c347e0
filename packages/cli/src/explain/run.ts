import { dirname, resolve } from 'node:path';
import type { ExplainRequest } from '../arguments/explain-request.js';
import type { Io } from '../io.js';
import { withFolders } from '../output/folder.js';
import { writeFiles } from '../output/write.js';
import { createMessages } from '../terminal/messages.js';
import { everySource, printRecords, statusOf } from './every-source.js';
import { encodeInput, explainWith, see } from './explain-source.js';
import { nameGiver } from './name-giver.js';
import { createReporter } from './report.js';
import { saveExplanation } from './save.js';
import type { Work } from './work.js';
import { isSingle, prepareWork } from './work.js';

/** Explains all that was asked for, and returns the exit status. */
export async function explain(request: ExplainRequest, io: Io): Promise<number> {
  const places = request.saveInput === undefined ? [request.out] : [request.out, dirname(request.saveInput)];
  return withFolders(places, io.cwd, async ([folder]) => {
    const work = await prepareWork(request, io);
    try {
      return await explainAll(work, folder!, io);
    } finally {
      await work.model.dispose();
    }
  });
}

async function explainAll(work: Work, folder: string, io: Io): Promise<number> {
  const { request, sources, methods } = work;
  const reporter = createReporter(work, createMessages(io, request.json), io.env);
  const name = nameGiver(request, sources, request.formats, folder, io.cwd);
  reporter.start();
  const outcome = await everySource(
    sources,
    methods,
    {
      see: (at) => see(at, work, io.signal),
      async seen(seen) {
        if (request.saveInput !== undefined) {
          await writeFiles(new Map([[resolve(io.cwd, request.saveInput), encodeInput(seen)]]));
        }
        reporter.seen(seen);
      },
      work: (method, seen, onProgress) => explainWith(method, seen, work, io.signal, onProgress),
      async keep(explanation, source, { method }) {
        const base = name(source, method, explanation.slug);
        const recipe = await saveExplanation(explanation, folder, base, request.formats);
        await reporter.explanation(explanation, recipe);
        return recipe;
      },
      failed: (failure) => reporter.failure(failure),
      gaveUp: (untried) => reporter.giveUp(untried),
    },
    io,
  );
  if (request.json) printRecords(outcome, isSingle(work), io);
  reporter.end(outcome.done, outcome.failures, outcome.stopped);
  return statusOf(outcome);
}
