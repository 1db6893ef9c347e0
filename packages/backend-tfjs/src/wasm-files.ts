/** The compiler has no DOM here, and this is read in browsers only. */
declare global {
  interface ImportMeta {
    url: string;
  }
}
declare const URL: new (path: string, base: string) => { readonly href: string };

/**
 * Where the files of the engine `wasm` are by themselves: bundlers put them beside the scripts, and look for exactly this
 * form, written out in one piece. The file with threads is asked for by name only, and never loaded.
 */
export function wasmFiles(): Readonly<Record<string, string>> {
  const plain = new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm', import.meta.url).href;
  const simd = new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url).href;
  return {
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd,
  };
}
