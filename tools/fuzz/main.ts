/**
 * Malformed model files by mutation: `npm run fuzz`, or `npm run fuzz -- --seed 7 --cases 500`. Every one has to work or to be
 * refused with a clear error; a crash, a hang or unbounded memory fails. `--seed N --case K` repeats one case, and
 * `--save FILE` with it keeps the file.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { limits, runCampaign } from './campaign.js';
import type { Result } from './campaign.js';
import { caseOf } from './case.js';
import { readSeeds } from './seeds.js';
import { summaryOf } from './summary.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '3000' },
    case: { type: 'string' },
    save: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const seed = Number(values.seed);
const one = values.case === undefined ? null : Number(values.case);
const indices = one === null ? Array.from({ length: Number(values.cases) }, (_, i) => i) : [one];
if (one !== null && values.save !== undefined) writeFileSync(values.save, caseOf(readSeeds(), seed, one).bytes);

console.log(
  `seed ${seed}, ${indices.length} cases, at most ${limits.time / 1000} s of the processor and ${limits.memory / 2 ** 20} MiB each`,
);
console.log(
  `made from: ${readSeeds()
    .map(({ name }) => name)
    .join(', ')}`,
);
const results: Result[] = [];
await runCampaign(seed, indices, Math.min(Number(values.workers), indices.length), (result) => {
  results.push(result);
  if (process.env['FUZZ_TIMES'])
    console.error(`${Math.round(result.milliseconds)} ${result.index} ${result.what} => ${result.result}`);
  if (!result.sound || one !== null) {
    console.log(
      `case ${result.index} (${result.what || caseOf(readSeeds(), seed, result.index).what}): ${result.result}\n  ${result.message.trim().replaceAll('\n', '\n  ')}`,
    );
    console.log(`  again: npm run fuzz -- --seed ${seed} --case ${result.index}`);
  }
});
console.log(summaryOf(results));
if (results.some(({ sound }) => !sound)) process.exitCode = 1;
