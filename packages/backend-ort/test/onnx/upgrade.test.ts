import type { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { ConstantTensor, Graph, ValueInfo } from '../../src/onnx/graph.js';
import { upgradeGraph } from '../../src/onnx/upgrade/index.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { graphOf, node, runOrt, value } from './support.js';
import { runnable } from './upgrade-cases.js';
import type { UpgradeCase } from './upgrade-cases.js';

/** The case as a model, and what to feed to it. */
function modelOf({ op, opset, attributes, inputs, outputs = 1, unknownShapes }: UpgradeCase): {
  graph: Graph;
  feeds: Record<string, Tensor>;
} {
  const names = inputs.map((input, index) => (input ? `x${index}` : ''));
  const outputNames = Array.from({ length: outputs }, (_, index) => `y${index}`);
  const feeds: Record<string, Tensor> = {};
  const constants: ConstantTensor[] = [];
  for (const [index, input] of inputs.entries()) {
    if (!input) continue;
    if ('bytes' in input) constants.push({ ...input, name: names[index]! });
    else feeds[names[index]!] = input;
  }
  const graph = graphOf({
    opset,
    nodes: [node(op, names, outputNames, attributes)],
    inputs: Object.entries(feeds).map(([name, { dims, type }]) =>
      value(name, unknownShapes ? null : dims, type as ValueInfo['dtype']),
    ),
    outputs: outputNames.map((name) => value(name, null, 'other')),
    constants,
  });
  return { graph, feeds };
}

const plain = (outputs: Record<string, Tensor>) =>
  Object.values(outputs).map(({ dims, type, data }) => ({
    dims,
    type,
    data: Array.from(data as Float32Array, Number),
  }));

const norm = (values: readonly number[]) => Math.hypot(...values);
const relativeError = (actual: readonly number[], expected: readonly number[]) =>
  norm(actual.map((value, index) => value - expected[index]!)) / norm(expected);

describe('a graph of an old opset, raised to 17, computes what the runtime makes of the old one', () => {
  it.each(runnable)('$op $opset $attributes $unknownShapes', async (testCase: UpgradeCase) => {
    const { graph, feeds } = modelOf(testCase);
    const upgraded = upgradeGraph(graph);
    expect(upgraded.opset).toBe(17);
    const expected = plain(await runOrt(writeOnnx(graph), feeds));
    const actual = plain(await runOrt(writeOnnx(upgraded), feeds));
    if (!testCase.rounds) {
      expect(actual).toEqual(expected);
      return;
    }
    expect(actual.map(({ dims, type }) => [dims, type])).toEqual(expected.map(({ dims, type }) => [dims, type]));
    expect(relativeError(actual[0]!.data, expected[0]!.data)).toBeLessThan(1e-6);
  });
});
