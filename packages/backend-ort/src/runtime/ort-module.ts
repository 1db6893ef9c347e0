import type { InferenceSession, Tensor } from 'onnxruntime-web';

/** What this package uses of onnxruntime-node and onnxruntime-web; both offer it under the same names. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof Tensor;
  readonly env: { readonly versions: { readonly common: string; readonly node?: string; readonly web?: string } };
  /** In browsers, how many threads compute on `wasm`, once a session is made. */
  readonly threads?: () => number | undefined;
}
