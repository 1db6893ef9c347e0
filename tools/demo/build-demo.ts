import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const demoFolder = fileURLToPath(new URL('../../apps/demo', import.meta.url));

/** Builds the demo as it is published, from the sources in this repository. The folder is emptied before. */
export async function buildDemo(outDir: string): Promise<void> {
  await build({
    root: demoFolder,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, reportCompressedSize: false },
  });
}
