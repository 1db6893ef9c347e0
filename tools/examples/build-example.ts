/** Run as a program with the name of an example and a folder, which is emptied: builds the page there, from the sources. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const [example, outDir] = process.argv.slice(2);
// Merged with the example's own settings.
await build({
  root: fileURLToPath(new URL(`../../examples/${example!}`, import.meta.url)),
  logLevel: 'warn',
  resolve: { conditions: ['@pellucid/source', 'module', 'browser', 'production'] },
  build: { outDir: outDir!, emptyOutDir: true, reportCompressedSize: false },
});
