import { createHash } from 'node:crypto';
import { loadOnnxModel, pictureLayout, readOnnx } from '@pellucid/backend-ort';
import type { ValueInfo } from '@pellucid/backend-ort';
import { channelsFirst, sizeOf } from '@pellucid/core';
import { requireProviders } from './engines.js';
import type { ModelFile } from './model-folder.js';
import type { FileTensor, NetworkFile, RuntimeRequest } from './network-file.js';

/**
 * Reads an ONNX file.
 *
 * @throws XaiError `model-invalid`, `model-unsupported`, `usage` for engines that ONNX Runtime does not have
 */
export async function readOnnxFile(
  { name, bytes, folder }: ModelFile,
  { engines, threads, memory }: RuntimeRequest,
): Promise<NetworkFile> {
  const chosen = requireProviders(engines, name);
  const external = await folder.external(bytes);
  const graph = readOnnx(bytes, { external });
  return {
    format: 'onnx',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    producer: graph.producer,
    parameters: [...graph.constants.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    inputs: graph.inputs.map(pictureTensor),
    outputs: graph.outputs.map(onnxTensor),
    metadata: graph.metadata,
    graph,
    load: (inputShapes) =>
      loadOnnxModel(bytes, {
        external,
        providers: chosen,
        ...(chosen.includes('wasm') && { runtime: 'web' as const }),
        ...(threads !== undefined && { threads }),
        ...(memory !== undefined && { memoryLimit: memory * 2 ** 30 }),
        inputShapes,
      }),
  };
}

function pictureTensor(info: ValueInfo): FileTensor {
  const tensor = onnxTensor(info);
  const layout = pictureLayout(tensor.shape ?? []);
  return { ...tensor, shape: tensor.shape && channelsFirst(tensor.shape, layout), layout };
}

/** A tensor with its sides as they are stored. */
export function onnxTensor({ name, dtype, shape }: ValueInfo): FileTensor {
  const sides = shape?.map((side) => (typeof side === 'number' && side > 0 ? side : null)) ?? null;
  return { name, dtype, shape: sides, layout: null };
}
