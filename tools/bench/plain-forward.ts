import type { FloatTensor } from '@pellucid/core';
import { io, loadLayersModel, tensor, tidy } from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import type * as Ort from 'onnxruntime-node';
import type { TfjsArtifacts } from '../../packages/backend-tfjs/src/index.js';
import type { Engine } from '../parity/engines.js';

/** One forward pass without us, its result read. */
export interface PlainForward {
  work(): Promise<unknown>;
  dispose(): void;
}

/** Of ONNX Runtime, or of a Keras model on the engine that TensorFlow.js is set to. The input is a picture [1, C, H, W]. */
export async function plainForward(
  { name, format }: Engine,
  network: Uint8Array | TfjsArtifacts,
  { data, shape }: FloatTensor,
): Promise<PlainForward> {
  if (format === 'onnx') {
    const [runtime = ''] = name.split(' ');
    const loaded = (await import(runtime)) as typeof Ort & { default?: typeof Ort };
    const ort = loaded.default ?? loaded;
    const session = await ort.InferenceSession.create(network as Uint8Array);
    const feeds = { [session.inputNames[0]!]: new ort.Tensor('float32', data, shape) };
    return { work: () => session.run(feeds), dispose: () => void session.release() };
  }
  const { model, weights } = network as TfjsArtifacts;
  const { modelTopology, weightsManifest } = model as io.ModelJSON;
  const specs = weightsManifest.flatMap((group) => group.weights);
  const bytes = new Uint8Array(Buffer.concat([weights].flat())).buffer;
  const keras = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs: specs, weightData: bytes }));
  const input = tidy(() => tensor(data, [...shape]).transpose([0, 2, 3, 1]));
  return {
    async work() {
      const output = keras.predict(input) as Tensor;
      await output.data();
      output.dispose();
    },
    dispose() {
      input.dispose();
      keras.dispose();
    },
  };
}
