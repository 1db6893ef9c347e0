import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle, packageFolder } from '../../packages/web-components/scripts/build-bundle.js';
import { checkCuts, loadedWith } from '../../packages/web-components/scripts/chunk-graph.js';
import { sizesOf, sumOf } from '../../packages/web-components/scripts/sizes.js';

/** Most bytes, after gzip, of scripts that a page without a bundler loads. A little over what they were when it was set. */
interface BundleBudget {
  readonly what: string;
  /** Files that are asked for; those that they import come with them. */
  readonly asked: RegExp;
  readonly gzip: number;
  /** No module of these may be in it. */
  readonly without: RegExp;
}

const budgets: readonly BundleBudget[] = [
  {
    what: 'components, the page',
    asked: /^pellucid\.js$/,
    gzip: 86_000,
    without: /\/onnxruntime-|\/@tensorflow\/|packages\/backend-/,
  },
  {
    what: 'components, page and worker with one heat map of an ONNX model (wasm)',
    asked: /^pellucid(-worker)?\.js$|^chunks\/(backend-ort|ort\.wasm)/,
    gzip: 210_000,
    without: /\/@tensorflow\/|packages\/backend-tfjs\//,
  },
];

/** Sizes beside their budgets, as lines for people; and what is over, or where it does not belong. */
export async function checkBundleBudgets(): Promise<{ lines: string[]; problems: string[] }> {
  const outDir = mkdtempSync(join(tmpdir(), 'pellucid-bundle-'));
  try {
    const chunks = await buildBundle({ entry: join(packageFolder, 'src/standalone.ts'), outDir });
    const sizes = sizesOf(outDir);
    const problems = [...checkCuts(chunks)];
    const lines = budgets.map(({ what, asked, gzip, without }) => {
      const starting = chunks.map(({ file }) => file).filter((file) => asked.test(file));
      const loaded = loadedWith(chunks, starting);
      const sum = sumOf(
        what,
        sizes.filter(({ file }) => loaded.includes(file)),
      );
      if (sum.gzip > gzip) problems.push(`${what}: ${sum.gzip} bytes after gzip, and should be ${gzip} at most.`);
      const foreign = chunks
        .filter(({ file }) => loaded.includes(file))
        .flatMap(({ modules }) => modules.filter((module) => without.test(module)));
      if (foreign.length > 0) problems.push(`${what}: brings in what it does not need: ${foreign.join(', ')}.`);
      return `${what}: ${sum.raw} bytes, gzip ${sum.gzip} (at most ${gzip}), brotli ${sum.brotli}, of ${loaded.length} scripts`;
    });
    return { lines, problems };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
