/** Makes bundle/: what a page without a bundler loads, with the WebAssembly and the sample net beside it. */
import { join } from 'node:path';
import { buildBundle, packageFolder } from './build-bundle.js';
import { checkCuts, loadedWith } from './chunk-graph.js';
import { sizesOf, sumOf, tableOf } from './sizes.js';

const outDir = join(packageFolder, 'bundle');
const chunks = await buildBundle({ entry: join(packageFolder, 'src/standalone.ts'), outDir });
const sizes = sizesOf(outDir);
console.log(tableOf(sizes));

const begins = ['pellucid.js', 'pellucid-worker.js'];
const lazy = (name: RegExp): string[] => chunks.map(({ file }) => file).filter((file) => name.test(file));
const ways: Readonly<Record<string, readonly string[]>> = {
  'page and worker': begins,
  '... a heat map on ONNX Runtime, wasm': [...begins, ...lazy(/backend-ort|ort\.wasm/)],
  '... on ONNX Runtime, webgpu': [...begins, ...lazy(/backend-ort|ort\.webgpu/)],
  ...Object.fromEntries(
    ['wasm', 'webgl', 'webgpu'].map((engine) => [
      `... on TensorFlow.js, ${engine}`,
      [...begins, ...lazy(new RegExp(`backend-tfjs|tfjs-model|tfjs-backend-${engine}-`))],
    ]),
  ),
};
const scripts = Object.entries(ways).map(([way, files]) => {
  const loaded = loadedWith(chunks, files);
  return sumOf(
    way,
    sizes.filter(({ file }) => loaded.includes(file)),
  );
});
console.log(`\nScripts alone, all in all:\n${tableOf(scripts)}`);

const problems = checkCuts(chunks);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
