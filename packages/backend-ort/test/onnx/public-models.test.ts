import type { Tensor } from 'onnxruntime-node';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { readOnnx } from '../../src/onnx/read.js';
import { upgradeGraph } from '../../src/onnx/upgrade/index.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { int64, noise, publicModel } from './support.js';

/** Free sides are fed with 1, but for the speech detector, which wants 512 samples. */
const sides: Record<string, number> = { sequence: 512 };

// Sequences of maps cannot be fetched in JavaScript.
const fetched: Record<string, readonly string[]> = { 'lending_xgboost.onnx': ['label'] };

/** All outputs of a model for the same noise. */
async function outputsOf(bytes: Uint8Array, graph: ReturnType<typeof readOnnx>, fetches: readonly string[]) {
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: 'disabled', logSeverityLevel: 4 });
  try {
    const feeds: Record<string, Tensor> = {};
    for (const [index, { name, dtype, shape }] of graph.inputs.entries()) {
      const dims = (shape ?? []).map((side) => (typeof side === 'number' ? side : (sides[side ?? ''] ?? 1)));
      feeds[name] = dtype === 'int64' ? int64([16000], dims) : noise(index + 1, dims);
    }
    const outputs = await session.run(feeds, fetches);
    return fetches.map((name) => Array.from(outputs[name]!.data as Float32Array, Number));
  } finally {
    await session.release();
  }
}

for (const name of [
  'FastestDet.onnx',
  'dtln_model_1.onnx',
  'lending_xgboost.onnx',
  'mobilenet_v2_fp32_from_quant.onnx',
  'portrait_prismanet_256.onnx',
  'silero_vad_op18_ifless.onnx',
  'squeezenet1.1_fp32_from_fp16.onnx',
  'winml_iris_Network.onnx',
  'winml_mnist.onnx',
]) {
  const bytes = publicModel(name);
  const title = `${name} computes the same after it was read, raised to opset 17 and written`;
  it.skipIf(!bytes)(bytes ? title : `${title} (skipped: ../shared/assets/onnx is absent)`, async () => {
    const graph = readOnnx(bytes!);
    const written = writeOnnx(upgradeGraph(graph));
    const fetches = fetched[name] ?? graph.outputs.map((output) => output.name);
    const expected = await outputsOf(bytes!, graph, fetches);
    const actual = await outputsOf(written, graph, fetches);
    expect(expected.flat().some((value) => value !== 0)).toBe(true);
    expect(actual).toEqual(expected);
    expect(readOnnx(written).nodes.length).toBeGreaterThanOrEqual(graph.nodes.length);
  });
}
