import { createRandom } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import { float, floats } from '../../src/onnx/graph.js';
import type { AttributeValue, ConstantTensor } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { quarters, tensorOf } from '../helpers/floats.js';
import { checkDifferences, newestOpset } from '../helpers/property.js';

const drawn = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  freeBatch: fc.boolean(),
  channels: fc.integer({ min: 1, max: 2 }),
  spatial: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  sizes: fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 })),
  // Quarters and thirds: where coordinates fall half-way, and where float32 scales round.
  scales: fc.tuple(...[0, 1].map(() => fc.constantFrom(0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 2 / 3, 4 / 3, 1.7, 2.6))),
  bySizes: fc.boolean(),
  mode: fc.constantFrom('nearest', 'linear', 'cubic'),
  coordinates: fc.constantFrom(
    'half_pixel',
    'asymmetric',
    'align_corners',
    'pytorch_half_pixel',
    'half_pixel_symmetric',
    'tf_half_pixel_for_nn',
  ),
  nearest: fc.constantFrom('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'),
  cubic: fc.constantFrom(-0.75, -0.5),
  excludeOutside: fc.boolean(),
  axes: fc.boolean(),
  antialias: fc.boolean(),
  opset: fc.constantFrom(7, 9, 10, 11, 13, 17, 18, 19, newestOpset),
});

// At least one cell is left, and as many as ONNX Runtime's shape inference, which reckons in another precision, says.
const resize = drawn.map((parts) => ({
  ...parts,
  scales: parts.scales.map((scale, i) => {
    const exact = Math.fround(scale) * parts.spatial[i]!;
    return exact < 1 || Math.floor(exact) !== Math.floor(Math.fround(exact)) ? 1 : scale;
  }),
}));

type Resize = typeof resize extends fc.Arbitrary<infer Drawn> ? Drawn : never;

// Resizing is linear, so differences are exact for any step.
describe('gradients against differences', () => {
  it('Resize and Upsample', () => checkDifferences(resize, problem, 150));
});

function problem(parameters: Resize, seed: number): DifferenceProblem {
  const { batch, freeBatch, channels, spatial, opset } = parameters;
  const draw = quarters(createRandom(seed));
  const { op, inputs, attributes, constants } = opset < 11 ? oldForm(parameters) : newForm(parameters);
  const graph = graphOf({
    opset,
    nodes: [node(op, ['x', ...inputs], ['y'], attributes)],
    inputs: [value('x', [freeBatch ? 'N' : batch, channels, ...spatial])],
    outputs: [value('y')],
    constants,
  });
  return { graph, at: { x: tensorOf([batch, channels, ...spatial], draw) }, step: 1, seed };
}

interface Form {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Record<string, AttributeValue>;
  readonly constants: readonly ConstantTensor[];
}

/** Upsample with its scales as an attribute or as an input, and the first Resize. */
function oldForm({ scales: given, mode: wanted, opset }: Resize): Form {
  const scales = [1, 1, ...given.map((scale) => (opset < 10 ? Math.max(1, scale) : scale))];
  const mode = wanted === 'cubic' ? 'linear' : wanted;
  if (opset < 9) return { op: 'Upsample', inputs: [], attributes: { mode, scales: floats(scales) }, constants: [] };
  const constants = [constantFromFloats('scales', Float32Array.from(scales))];
  return { op: opset < 10 ? 'Upsample' : 'Resize', inputs: ['scales'], attributes: { mode }, constants };
}

/** Whether the opset has the coordinates, and the mode makes sense of them. */
function allows({ coordinates, mode, opset }: Resize): boolean {
  if (coordinates === 'half_pixel_symmetric') return opset >= 19;
  if (coordinates === 'tf_half_pixel_for_nn') return opset < 13 && mode === 'nearest';
  return true;
}

function newForm(parameters: Resize): Form {
  const { batch, channels, sizes, bySizes, mode, opset, freeBatch } = parameters;
  // The sizes say the batch too, unless axes are named; a free one has none.
  const named = opset >= 18 && (parameters.axes || freeBatch);
  const coordinates = allows(parameters) ? parameters.coordinates : 'half_pixel';
  const attributes = {
    mode,
    coordinate_transformation_mode: coordinates,
    nearest_mode: parameters.nearest,
    cubic_coeff_a: float(parameters.cubic),
    ...(mode === 'cubic' && parameters.excludeOutside && { exclude_outside: 1 }),
    ...(named && { axes: [2, 3] }),
    ...(opset >= 18 && mode !== 'nearest' && parameters.antialias && { antialias: 1 }),
  };
  const outer = (values: readonly number[]) => (named ? [] : values);
  const roi = opset < 13 ? [constantFromFloats('roi', new Float32Array())] : [];
  const first = roi.length > 0 ? 'roi' : '';
  if (bySizes && (named || !freeBatch)) {
    const given = constantFromInts('sizes', [...outer([batch, channels]), ...sizes]);
    const empty = opset < 13 ? [constantFromFloats('none', new Float32Array())] : [];
    const inputs = [first, empty.length > 0 ? 'none' : '', 'sizes'];
    return { op: 'Resize', inputs, attributes, constants: [...roi, ...empty, given] };
  }
  const scales = constantFromFloats('scales', Float32Array.from([...outer([1, 1]), ...parameters.scales]));
  return { op: 'Resize', inputs: [first, 'scales'], attributes, constants: [...roi, scales] };
}
