import { XaiError, floatTensor } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import type { Graph, GraphNode } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import { withModel } from '../helpers/with-model.js';

const x = floatTensor(
  Float32Array.from({ length: 8 }, (_, i) => i / 8),
  [2, 2, 2],
  null,
);

/** A graph from x [N, 2, 2] to y, with its outputs. */
function graph(nodes: readonly GraphNode[], outputs = ['y'], opset = 17): Graph {
  return graphOf({
    opset,
    nodes,
    inputs: [value('x', ['N', 2, 2])],
    outputs: outputs.map((name) => value(name)),
    constants: [
      constantFromFloats('two', Float32Array.of(2), []),
      constantFromInts('axis', [1]),
      constantFromInts('end', [2]),
    ],
  });
}

async function refusal(from: Graph, target = 'y'): Promise<XaiError> {
  return withModel(from, async (model) => {
    const { [target]: y } = await model.run({ x }, [target]);
    const error: unknown = await model.vjp({ x }, { [target]: y! }, ['x']).catch((cause: unknown) => cause);
    if (!(error instanceof XaiError)) throw new Error('The gradient should have been refused.', { cause: error });
    return error;
  });
}

describe('an operator without a rule', () => {
  it('is named, with its node, the opset and the way to it', async () => {
    const error = await refusal(
      graph(
        [node('Sin', ['x'], ['a']), node('Exp', ['a'], ['b']), node('Det', ['b'], ['c']), node('Neg', ['c'], ['y'])],
        ['y'],
        18,
      ),
    );
    expect(error.code).toBe('gradient-unsupported');
    expect(error.message).toContain("operator Det (node 'Det:c', opset 18)");
    expect(error.message).toContain("'x' -> Sin 'Sin:a' -> Exp 'Exp:b' -> Det 'Det:c'");
    expect(error.message).toContain('occlusion');
  });

  it('shortens a long way', async () => {
    const chain = Array.from({ length: 10 }, (_, i) => node('Sin', [i === 0 ? 'x' : `h${i - 1}`], [`h${i}`]));
    const error = await refusal(graph([...chain, node('Det', ['h9'], ['y'])]));
    expect(error.message).toContain(
      "'x' -> Sin 'Sin:h0' -> Sin 'Sin:h1' -> Sin 'Sin:h2' -> (5 more) -> Sin 'Sin:h8' -> Sin 'Sin:h9' -> Det 'Det:y'",
    );
  });

  it('does no harm beside the way, nor before a piecewise constant function', () =>
    withModel(
      graph([node('Det', ['x'], ['d']), node('Floor', ['d'], ['f']), node('Sum', ['x', 'two'], ['y'])], ['y', 'f']),
      async (model) => {
        const cotangent = floatTensor(Float32Array.of(1, 1), [2]);
        const { gradients } = await model.vjp({ x }, { y: x, f: cotangent }, ['x']);
        expect(gradients['x']!.data).toEqual(x.data);
      },
    ));

  it('of another domain is refused by that name', async () => {
    const quick: GraphNode = { ...node('QuickGelu', ['x'], ['y']), domain: 'com.microsoft' };
    const base = graph([quick]);
    const error = await refusal({ ...base, domains: new Map([...base.domains, ['com.microsoft', 1]]) });
    expect(error.message).toContain("it belongs to the domain 'com.microsoft'");
  });

  it('that reads a tensor from within a branch is on the way too', async () => {
    const branch = graphOf({ nodes: [node('Sin', ['h'], ['inner'])], outputs: [value('inner', ['N', 2, 2])] });
    const choice: GraphNode = node('If', ['yes'], ['y'], {
      then_branch: branch,
      else_branch: { ...branch, nodes: [node('Cos', ['h'], ['inner'])] },
    });
    const base = graph([node('Exp', ['x'], ['h']), choice]);
    const yes = { name: 'yes', dtype: 'bool' as const, shape: [], bytes: Uint8Array.of(1) };
    const error = await refusal({ ...base, constants: new Map([...base.constants, ['yes', yes]]) });
    expect(error.message).toContain("'x' -> Exp 'Exp:h' -> If 'If:y'");
  });
});

describe('a rule that cannot be applied says why', () => {
  it.each<[string, GraphNode[], string]>([
    [
      'weights from the input',
      [node('MatMul', ['x', 'x'], ['w']), node('Conv', ['x', 'w'], ['y'])],
      'the weights of this convolution are computed from the input',
    ],
    [
      'bounds from the input',
      [node('ReduceMax', ['x'], ['top'], { keepdims: 0 }), node('Clip', ['x', '', 'top'], ['y'])],
      'its bounds are computed from the input',
    ],
    [
      'starts from the input',
      [
        node('Flatten', ['x'], ['row'], { axis: 0 }),
        node('ReduceMin', ['row'], ['least'], { axes: [1], keepdims: 0 }),
        node('Cast', ['least'], ['starts'], { to: 7 }),
        node('Slice', ['x', 'starts', 'end', 'axis'], ['y']),
      ],
      'its starts, axes or steps are computed at run time',
    ],
    [
      'a second output of LayerNormalization',
      [
        node('Exp', ['x'], ['h']),
        node('ReduceMean', ['h'], ['scale'], { axes: [0, 1], keepdims: 0 }),
        node('LayerNormalization', ['h', 'scale'], ['n', 'y']),
      ],
      'its mean or deviation is used',
    ],
  ])('%s', async (_, nodes, reason) => {
    const error = await refusal(graph(nodes));
    expect(error.code).toBe('gradient-unsupported');
    expect(error.message).toContain(reason);
  });
});
