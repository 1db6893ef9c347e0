import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rollup } from 'vite';
import { build } from 'vite';
import type { Chunk } from './chunk-graph.js';
import { collectChunks } from './chunk-graph.js';
import { ownAddress } from './own-address.js';

export const packageFolder = fileURLToPath(new URL('../', import.meta.url));

export interface BundleOptions {
  /** Module that the page loads; it starts the worker. */
  readonly entry: string;
  /** Folder, emptied before. */
  readonly outDir: string;
}

/** Scripts that pages load from a folder as they are: an entry, its worker, chunks that load when they are needed. */
export async function buildBundle({ entry, outDir }: BundleOptions): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  const output = {
    // Files that begin a graph, and those that others know by name, keep their names; the rest changes its name with its
    // content, so that no cache mixes versions.
    chunkFileNames: (chunk: Rollup.PreRenderedChunk) => `chunks/${chunkName(chunk)}-[hash].js`,
    assetFileNames,
    codeSplitting: {
      groups: [
        // Without a chunk of its own, what both backends share lies in that of one of them.
        { name: 'core-backend', test: /packages\/core\/src\/backend\// },
        { name: 'tfjs', test: /node_modules\/(@tensorflow\/tfjs-(core|layers|converter)|seedrandom|long)\// },
      ],
    },
  };
  await build({
    configFile: false,
    root: packageFolder,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    resolve: {
      conditions: [
        '@pellucid/source',
        // The build that takes its WebAssembly from files beside it.
        'onnxruntime-web-use-extern-wasm',
        'module',
        'browser',
        'production',
      ],
    },
    worker: {
      format: 'es',
      plugins: () => [ownAddress(), collectChunks(chunks)],
      rolldownOptions: { output: { ...output, entryFileNames: 'pellucid-worker.js' } },
    },
    plugins: [collectChunks(chunks)],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // Policies that forbid data: addresses are common.
      assetsInlineLimit: 0,
      modulePreload: false,
      license: { fileName: 'licenses.md' },
      rolldownOptions: { input: { pellucid: entry }, output: { ...output, entryFileNames: '[name].js' } },
    },
  });
  return chunks;
}

/** A chunk that is loaded by itself has the name of its package; what several share, that of its module. */
function chunkName({ name, facadeModuleId }: Rollup.PreRenderedChunk): string {
  const [, scoped, own] = /node_modules\/(?:@tensorflow\/(tfjs-[^/]+)|(onnxruntime-web\/dist\/[^/]+)\.mjs)/.exec(
    facadeModuleId ?? '',
  ) ?? [null];
  const [, folder] = /packages\/([^/]+)\/src\/index\.ts$/.exec(facadeModuleId ?? '') ?? [null];
  return scoped ?? (own && basename(own)) ?? folder ?? name;
}

/** The sample net's files name each other, so they lie in a folder of their own. */
function assetFileNames({ originalFileNames }: Rollup.PreRenderedAsset): string {
  return originalFileNames.some((name) => name.includes('sample-net/'))
    ? 'sample-net/[name][extname]'
    : '[name][extname]';
}
