import { createRandom } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import { quarters, quartersConstant, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets, sides } from '../helpers/property.js';

const batchNormalization = fc.record({
  shape: sides({ min: 2, max: 5 }),
  epsilon: fc.constantFrom(null, 1e-3, 0.125),
  freeBatch: fc.boolean(),
  opset: opsets(),
});

const layerNormalization = fc.record({
  shape: sides({ min: 1, max: 4 }),
  axis: fc.integer({ min: 0, max: 3 }),
  negative: fc.boolean(),
  bias: fc.boolean(),
  opset: opsets(17),
});

const softmax = fc.record({
  shape: sides({ min: 1, max: 4 }),
  axis: fc.integer({ min: 0, max: 3 }),
  negative: fc.boolean(),
  opset: opsets(),
});

describe('gradients against differences', () => {
  // Affine: exact for any step.
  it('BatchNormalization', () =>
    checkDifferences(
      batchNormalization,
      ({ shape, epsilon, freeBatch, opset }, seed) => {
        const random = createRandom(seed);
        const channels = shape[1]!;
        const variance = constantFromFloats(
          'variance',
          Float32Array.from({ length: channels }, () => 0.1 + random.uniform()),
        );
        const graph = graphOf({
          opset,
          nodes: [
            node('BatchNormalization', ['x', 'scale', 'bias', 'mean', 'variance'], ['y'], {
              ...(epsilon !== null && { epsilon: float(epsilon) }),
            }),
          ],
          inputs: [value('x', [freeBatch ? 'N' : shape[0]!, ...shape.slice(1)])],
          outputs: [value('y')],
          constants: [...['scale', 'bias', 'mean'].map((name) => quartersConstant(name, [channels], random)), variance],
        });
        return { graph, at: { x: tensorOf(shape, quarters(random)) }, step: 4, seed };
      },
      50,
    ));

  // Smooth, in float64: the error of a step h is of order h^2.
  it('LayerNormalization', () =>
    checkDifferences(layerNormalization, ({ shape, axis: drawn, negative, bias, opset }, seed) => {
      const draw = quarters(createRandom(seed));
      const axis = drawn % shape.length;
      const names = ['x', 'scale', ...(bias ? ['bias'] : [])];
      const at = Object.fromEntries(
        names.map((name) => [name, tensorOf(name === 'x' ? shape : shape.slice(axis), draw)]),
      );
      const attributes = { axis: negative ? axis - shape.length : axis, epsilon: float(0.01) };
      const graph = graphOf({
        opset,
        nodes: [node('LayerNormalization', names, ['y'], attributes)],
        inputs: names.map((name) => value(name, at[name]!.shape)),
        outputs: [value('y')],
      });
      return { graph, at, step: 1e-5, double: true, seed };
    }));

  it.each(['Softmax', 'LogSoftmax'])('%s', (op) =>
    checkDifferences(softmax, ({ shape, axis: drawn, negative, opset }, seed) => {
      const axis = drawn % shape.length;
      const graph = graphOf({
        opset,
        nodes: [node(op, ['x'], ['y'], { axis: negative && opset >= 11 ? axis - shape.length : axis })],
        inputs: [value('x', shape)],
        outputs: [value('y')],
      });
      return { graph, at: { x: tensorOf(shape, quarters(createRandom(seed))) }, step: 1e-5, double: true, seed };
    }),
  );
});
