import { loadOnnxModel } from '@pellucid/backend-ort';
import type { OrtModelOptions } from '@pellucid/backend-ort';
import { floatTensor, sizeOf } from '@pellucid/core';
import type { CanDifferentiate, CanRun, Model } from '@pellucid/core';
import { backend } from '@tensorflow/tfjs';
import { whyAbsent as whyNoNative } from '../../packages/backend-tfjs/test/gradients/engines.js';
import { loadTfjsModel } from '../../packages/backend-tfjs/src/index.js';
import type { EngineName, TfjsArtifacts } from '../../packages/backend-tfjs/src/index.js';

export type OpenModel = Model & CanRun & CanDifferentiate;

/** Something that computes networks. */
export interface Engine {
  readonly name: string;
  readonly format: 'onnx' | 'tfjs';
  /** @throws Error that says why it does not compute here; nothing takes its place */
  open(network: Uint8Array | TfjsArtifacts): Promise<OpenModel>;
}

/** ONNX Runtime with one provider. */
export function ortEngine(runtime: 'node' | 'web', provider: string, options: OrtModelOptions = {}): Engine {
  return {
    name: `onnxruntime-${runtime} ${provider}`,
    format: 'onnx',
    async open(network) {
      const model = await loadOnnxModel(network as Uint8Array, { ...options, runtime, providers: [provider] });
      return insist(model, provider);
    },
  };
}

/** TensorFlow.js with one engine. */
export function tfjsEngine(engine: EngineName): Engine {
  return {
    name: engine.startsWith('tfjs') ? engine : `tfjs ${engine}`,
    format: 'tfjs',
    async open(network) {
      // The native engine may be in another folder, which only tests and tools are told of.
      if (engine === 'tfjs-node') await whyNoNative('tensorflow');
      const model = await insist(await loadTfjsModel(network as TfjsArtifacts, { engine }), engine);
      if (engine === 'tfjs-node-gpu') requireGpu();
      return model;
    },
  };
}

/** Those that need no special hardware; the first is the reference. */
export const engines: readonly Engine[] = [
  ortEngine('node', 'cpu'),
  ortEngine('web', 'wasm'),
  tfjsEngine('wasm'),
  tfjsEngine('tfjs-node'),
  tfjsEngine('cpu'),
];

/** The network on an engine, or why that does not compute here. */
export async function openOrWhy(engine: Engine, network: Uint8Array | TfjsArtifacts): Promise<OpenModel | string> {
  try {
    return await engine.open(network);
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** An engine that fails gives way to another when it is first used, not when a network is loaded: so it is used once. */
async function insist(model: OpenModel, engine: string): Promise<OpenModel> {
  const { name, shape } = model.inputs[0]!;
  const sides = shape.map((side) => side ?? 1);
  await model.run({ [name]: floatTensor(new Float32Array(sizeOf(sides)), sides) }, [model.outputs[0]!.name]);
  const { engine: found, fallbacks } = model.runtime;
  if (found === engine && fallbacks.length === 0) return model;
  await model.dispose();
  throw new Error(fallbacks[0] ?? `${found} computes in its place`);
}

/** The library computes on the processor, without a word, where it finds no device. */
function requireGpu(): void {
  const { isUsingGpuDevice } = backend() as { isUsingGpuDevice?: boolean };
  if (!isUsingGpuDevice) throw new Error('tfjs-node-gpu is installed, but finds no CUDA device');
}
