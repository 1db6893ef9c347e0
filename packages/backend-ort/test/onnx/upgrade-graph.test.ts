import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import type { Graph } from '../../src/onnx/graph.js';
import { upgradeGraph } from '../../src/onnx/upgrade/index.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { graphOf, noise, node, runOrt, value } from './support.js';

const x = value('x', [2, 3, 4, 5]);
const feed = noise(1, [2, 3, 4, 5]);
const c = (name: string, values: readonly number[]) => constantFromFloats(name, Float32Array.from(values));

async function expectSame(graph: Graph, feeds: Record<string, Tensor>): Promise<void> {
  const expected = await runOrt(writeOnnx(graph), feeds);
  const actual = await runOrt(writeOnnx(upgradeGraph(graph)), feeds);
  for (const [name, tensor] of Object.entries(expected))
    expect([name, actual[name]!.data]).toEqual([name, tensor.data]);
}

describe('a whole graph', () => {
  it('of opset 17 or newer stays what it is', () => {
    const graph = graphOf({ opset: 17, nodes: [node('Relu', ['x'], ['y'])], inputs: [x], outputs: [value('y')] });
    expect(upgradeGraph(graph)).toBe(graph);
    const newer = { ...graph, opset: 22 };
    expect(upgradeGraph(newer)).toBe(newer);
  });

  it('keeps the names of nodes and values, and the versions of other domains', () => {
    const nodes = [
      node('Upsample', ['x', 's'], ['a'], { mode: 'nearest' }),
      node('Softmax', ['a'], ['y'], { axis: 1 }),
    ];
    const graph = graphOf({ opset: 9, nodes, inputs: [x], outputs: [value('y')], constants: [c('s', [1, 1, 2, 2])] });
    const upgraded = upgradeGraph({
      ...graph,
      domains: new Map([
        ['', 9],
        ['com.microsoft', 1],
      ]),
    });
    const kept = upgraded.nodes.filter(({ name }) => nodes.some((old) => old.name === name));
    expect(kept.map(({ op, outputs }) => [op, outputs])).toEqual([
      ['Resize', ['a']],
      ['Reshape', ['y']],
    ]);
    expect([...upgraded.domains]).toEqual([
      ['', 17],
      ['com.microsoft', 1],
    ]);
    expect(graph.nodes).toEqual(nodes);
  });

  it('leaves operators of other domains alone', () => {
    const nodes = [{ ...node('Softmax', ['x'], ['y']), domain: 'other' }];
    expect(upgradeGraph(graphOf({ opset: 9, nodes, outputs: [value('y')] })).nodes).toEqual(nodes);
  });

  it('keeps a Softmax over all that follows its axis as one node, where the shape is known', () => {
    const upgrade = (shape: (number | string)[] | null, axis: number) =>
      upgradeGraph(
        graphOf({
          opset: 11,
          nodes: [node('Softmax', ['x'], ['y'], { axis })],
          inputs: [value('x', shape)],
          outputs: [value('y')],
        }),
      ).nodes.map(({ op }) => op);
    expect(upgrade(['batch', 1000, 1, 1], 1)).toEqual(['Softmax']);
    expect(upgrade(['batch', 1000], 1)).toEqual(['Softmax']);
    expect(upgrade(['batch', 1000], -1)).toEqual(['Softmax']);
    expect(upgrade(null, -1)).toEqual(['Softmax']);
    expect(upgrade(['batch', 1000, 'h', 1], 1)).toContain('Flatten');
    expect(upgrade(['batch', 1000], 0)).toContain('Flatten');
    expect(upgrade(null, 1)).toContain('Flatten');
  });

  it('is raised in its subgraphs too', async () => {
    const branch = (low: number, name: string) =>
      graphOf({
        nodes: [
          node('Clip', ['x'], [`${name}_a`], { min: float(low) }),
          node('Softmax', [`${name}_a`], [`${name}_b`], { axis: 2 }),
          node('ReduceSum', [`${name}_b`], [`${name}_y`], { axes: [2], keepdims: 0 }),
        ],
        outputs: [value(`${name}_y`)],
      });
    const nodes = [node('If', ['c'], ['y'], { then_branch: branch(0, 't'), else_branch: branch(-0.5, 'e') })];
    const graph = graphOf({ opset: 10, nodes, inputs: [x, value('c', [], 'bool')], outputs: [value('y')] });
    for (const condition of [true, false]) await expectSame(graph, { x: feed, c: new Tensor('bool', [condition], []) });
  });
});

describe('nodes that are set to training', () => {
  const statistics = [c('s', [1, 2, 0.5]), c('b', [0, 0.1, -1]), c('m', [0.2, -0.3, 0]), c('v', [1, 0.5, 2])];
  const batchNormalization = (fetched: number) => {
    const outputs = ['y0', 'y1', 'y2', 'y3', 'y4'];
    return graphOf({
      opset: 9,
      nodes: [node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], outputs, { momentum: float(0.7) })],
      inputs: [x],
      outputs: outputs.slice(0, fetched).map((name) => value(name)),
      constants: statistics,
    });
  };

  it('BatchNormalization goes on using the statistics of the batch', async () => {
    await expectSame(batchNormalization(3), { x: feed });
  });

  it.each([
    ['the saved statistics of a BatchNormalization', batchNormalization(4), /saved statistics/],
    [
      'the mask of a Dropout',
      graphOf({
        opset: 10,
        nodes: [node('Dropout', ['x'], ['y', 'm'])],
        inputs: [x],
        outputs: [value('y'), value('m')],
      }),
      /mask of node 'Dropout:y'/,
    ],
    [
      'a Scan of opset 8',
      graphOf({ opset: 8, nodes: [node('Scan', ['', 'x'], ['y'])], inputs: [x], outputs: [value('y')] }),
      /Scan of opset 8/,
    ],
  ])('%s cannot be raised', (_, graph, message) => {
    expect(() => upgradeGraph(graph)).toThrow(
      expect.objectContaining({
        code: 'model-unsupported',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });

  it('a mask that nothing reads is left out', async () => {
    const nodes = [node('Dropout', ['x'], ['y', 'm'])];
    await expectSame(graphOf({ opset: 7, nodes, inputs: [x], outputs: [value('y')] }), { x: feed });
  });
});
