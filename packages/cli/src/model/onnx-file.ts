import { createHash } from 'node:crypto';
import { describeGraph, loadOnnxModel, readOnnx } from '@pellucid/backend-ort';
import { requireProviders } from './engines.js';
import type { ModelFile } from './model-folder.js';
import type { NetworkFile, RuntimeRequest } from './network-file.js';

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
    ...describeGraph(graph),
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
