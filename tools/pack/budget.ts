import type { Bundle } from './size.js';
import { bundle } from './size.js';

/**
 * Most bytes, after gzip, of what an import brings into a web page. A little over what it was when it was set: 72,511
 * (8 kB of it came with comparisons, with what backends share, and with the settings that pages and the command line read
 * alike), 10,425, 58,679 and 26,391.
 */
interface Budget {
  readonly what: string;
  readonly statement: string;
  readonly gzip: number;
  /** No file of these may be in it. */
  readonly without?: RegExp;
}

const budgets: readonly Budget[] = [
  { what: 'core, all of it', statement: `export * from '@pellucid/core'`, gzip: 75_000 },
  {
    what: 'core, gradCam alone',
    statement: `export { gradCam } from '@pellucid/core'`,
    gzip: 11_000,
    without: /methods\/(activation|gradient|perturbation)\/|render\/|preprocess\/|catalog|npy|segmentation/,
  },
  { what: 'backend-ort, all of it', statement: `export * from '@pellucid/backend-ort'`, gzip: 62_000 },
  { what: 'backend-tfjs, all of it', statement: `export * from '@pellucid/backend-tfjs'`, gzip: 28_000 },
];

/** Sizes beside their budgets, as lines for people; and what is over. */
export async function checkBudgets(): Promise<{ lines: string[]; problems: string[] }> {
  const lines: string[] = [];
  const problems: string[] = [];
  for (const { what, statement, gzip, without } of budgets) {
    const size: Bundle = await bundle(statement);
    lines.push(
      `${what}: ${size.bytes} bytes, gzip ${size.gzip} (at most ${gzip}), brotli ${size.brotli}, of ${size.files.length} files`,
    );
    if (size.gzip > gzip)
      problems.push(`${what} takes ${size.gzip} bytes after gzip, and should take ${gzip} at most.`);
    if (without) lines.push(`  made of ${size.files.map((file) => file.replace(/^.*\/dist\//, '')).join(', ')}`);
    const foreign = without ? size.files.filter((file) => without.test(file)) : [];
    if (foreign.length > 0) problems.push(`${what} brings in what it does not need: ${foreign.join(', ')}.`);
  }
  return { lines, problems };
}
