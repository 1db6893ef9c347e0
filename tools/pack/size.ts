import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './packages.js';

/** What a bundler makes of an import, minified, without the runtimes, which load when they are needed. */
export interface Bundle {
  readonly bytes: number;
  readonly gzip: number;
  readonly brotli: number;
  /** The source files that something is left of, from the repository's root. */
  readonly files: readonly string[];
}

/** Bundles a statement such as `export { gradCam } from '@pellucid/core'` for browsers, from the built packages. */
export async function bundle(statement: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: statement, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    external: ['onnxruntime-web/*', '@tensorflow/*'],
    absWorkingDir: root,
  });
  const code = outputFiles[0]!.contents;
  const [output] = Object.values(metafile.outputs);
  const left = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    bytes: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
    files: left.map(([file]) => file),
  };
}
