/** The compiler has no DOM here, and this is read in browsers only. */
declare global {
  interface ImportMeta {
    url: string;
  }
}
declare const URL: new (path: string, base: string) => { readonly href: string };

/**
 * Where the files of each build of onnxruntime-web are by themselves: bundlers put them beside the scripts, and look for
 * exactly this form, written out in one piece.
 */
export const wasmFiles = {
  wasm: () => ({
    wasm: new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href,
    mjs: new URL('onnxruntime-web/ort-wasm-simd-threaded.mjs', import.meta.url).href,
  }),
  webgpu: () => ({
    wasm: new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href,
    mjs: new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url).href,
  }),
};
