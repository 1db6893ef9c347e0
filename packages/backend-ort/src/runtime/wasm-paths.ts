import { XaiError } from '@pellucid/core';

/**
 * Where the files of onnxruntime-web are, in browsers: a folder or URL that ends in `/`, or the URL of each file by its
 * name in the package (`ort-wasm-simd-threaded.wasm`, ...). Relative ones start at the page or worker.
 */
export type WasmPaths = string | Readonly<Record<string, string>>;

/** @throws XaiError `usage` for a folder without its last `/` */
export function checkWasmPaths(paths: WasmPaths | undefined): void {
  if (typeof paths === 'string' && !paths.endsWith('/'))
    throw new XaiError('usage', `wasmPaths expects a folder that ends in '/', but got '${paths}'. Write '${paths}/'.`);
}

/** What `env.wasm.wasmPaths` takes. */
export type OrtPaths = string | { wasm?: string; mjs?: string };

/**
 * The paths as a build of onnxruntime-web takes them; `undefined` where nothing is said of its files.
 *
 * @param stem the name of the build's files, without `.wasm` and `.mjs`
 */
export function ortPaths(paths: WasmPaths | undefined, stem: string): OrtPaths | undefined {
  if (paths === undefined) return undefined;
  if (typeof paths === 'string') return absolute(paths);
  const [wasm, mjs] = [paths[`${stem}.wasm`], paths[`${stem}.mjs`]];
  if (wasm === undefined && mjs === undefined) return undefined;
  return { ...(wasm !== undefined && { wasm: absolute(wasm) }), ...(mjs !== undefined && { mjs: absolute(mjs) }) };
}

/** What browsers have and Node may not; the compiler knows neither here. */
interface Host {
  readonly location?: { readonly href: string };
  readonly URL?: new (path: string, base?: string) => { readonly href: string };
}

/** The runtime would start relative paths at its own chunk, wherever a bundler put that. */
function absolute(path: string): string {
  const { location, URL } = globalThis as Host;
  try {
    return URL ? new URL(path, location?.href).href : path;
  } catch {
    // A worker made from a blob has no folder of its own.
    return path;
  }
}
