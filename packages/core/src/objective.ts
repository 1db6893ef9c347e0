import { XaiError } from './errors.js';
import type { Cotangent, Model, TensorSpec } from './model.js';
import { findLogits } from './network/logits.js';
import type { Scores, Squashing } from './network/squash.js';
import { squash, unsquash } from './network/squash.js';
import { requireLayer, requireOutput } from './network/layers.js';
import type { Quantity, Region, Target } from './target.js';
import { formatTarget } from './target.js';
import { checkRegion, classWeights, regionWeights } from './target-weights.js';
import type { FloatTensor } from './tensor.js';
import { floatTensor, repeatRow, rows, sizeOf } from './tensor.js';

/** How a row's target came out. */
export interface ResolvedTarget {
  /** The target as it was given, in the form `parseTargets` reads. */
  readonly target: string;
  /** Class, for a class or a top target; null otherwise. */
  readonly index: number | null;
  /** Value of what is explained. */
  readonly score: number;
  readonly quantity: 'logit' | 'probability' | 'value';
  /** Tensor that it is computed from. */
  readonly tensor: string;
}

/**
 * A scalar function of one named tensor, per row: the weighted sum of the tensor, or of the probabilities made of it on
 * the host where the network ends in logits.
 */
export interface Objective {
  readonly tensor: string;
  /** Resolves classes, regions and the like against the tensor's values [N, ...]. */
  aim(values: FloatTensor): Aim;
  /** The cotangent at the tensor for `rows` rows without having seen any values, or null if it depends on them. */
  blind(rows: number): Cotangent | null;
}

/** An objective for the rows it was aimed at. */
export interface Aim {
  readonly resolved: readonly ResolvedTarget[];
  /** The cotangent at the tensor [N, ...], at the values it was aimed with. */
  readonly cotangent: FloatTensor;
  /** The objective of row `row`'s target at other values [M, ...] of the tensor: M numbers. */
  scores(values: FloatTensor, row: number): Float64Array;
  /** The cotangent of row `row`'s target for `count` copies of the row, or null if it depends on the values. */
  blind(row: number, count: number): FloatTensor | null;
  /** The cotangent of row `row`'s target at other values [M, ...] of the tensor. */
  cotangents(values: FloatTensor, row: number): FloatTensor;
}

export interface ObjectiveOptions {
  readonly of: Quantity;
  readonly region: Region;
}

/**
 * What a target means on a network.
 *
 * @throws XaiError `usage` for a class, index, name or region that the network does not have
 */
export function objectiveOf(model: Model, target: Target, options: ObjectiveOptions): Objective {
  if ('layer' in target)
    return ofElement(requireLayer(model, target.layer), [target.channel, ...(target.position ?? [])], target, options);
  if ('output' in target) return ofElement(requireOutput(model, target.output), target.index, target, options);
  return ofClass(model, target, options);
}

/** Classes, as scores [N, K] or [N, K, 1, 1] of the whole picture, or [N, K, h, w] of each position. */
function ofClass(model: Model, target: Target, { of, region }: ObjectiveOptions): Objective {
  const output = scoreOutput(model);
  const { logits: tensor, squashing } = findLogits(model, output.name);
  const wantsLogits = of === 'logits';
  const spec = model.layers.find(({ name }) => name === tensor) ?? output;
  const [, classes, ...sides] = spec.shape;
  if (!classes || (sides.length !== 0 && sides.length !== 2)) {
    throw new XaiError(
      'model-unsupported',
      `Expected scores [N, classes] or [N, classes, h, w], but '${spec.name}' has shape ${formatShape(spec)}. Use output:NAME[...] for one number of it.`,
    );
  }
  checkClasses(target, classes, spec);
  const isVector = sides.every((side) => side === 1);
  if (isVector && region !== 'predicted') {
    throw new XaiError(
      'usage',
      `A region is a part of a spatial output, but '${spec.name}' has shape ${formatShape(spec)}. Leave it out.`,
    );
  }
  const [height, width] = sides;
  if (height && width) checkRegion(region, height, width);
  // Probabilities are made of the logits here, in double precision, whether the network makes them too or not. Where it
  // does not say how, a single score is squashed by a sigmoid, and several exclude one another.
  const made: Squashing = wantsLogits ? null : (squashing ?? (classes === 1 ? 'sigmoid' : 'softmax'));
  const weigh = (scores: Scores): FloatTensor =>
    isVector ? classWeights(scores, target) : regionWeights(scores, target, region, wantsLogits ? 0 : 0.5);
  return {
    tensor,
    blind: (rows) => {
      if (made || !isVector) return null;
      if ('top' in target) return { top: target.top };
      return classWeights(
        floatTensor(new Float32Array(rows * classes), [rows, classes, ...sides.map(() => 1)]),
        target,
      );
    },
    aim: (values) => {
      const squashed = squash(values, made);
      return aimAt(squashed, weigh(squashed), made, {
        target,
        tensor,
        quantity: wantsLogits ? 'logit' : 'probability',
      });
    },
  };
}

/** The output that holds class scores: the first of rank 2, else of rank 4, else the first. */
export function scoreOutput(model: Model): TensorSpec {
  const floats = model.outputs.filter(({ dtype }) => dtype === 'float32');
  const output =
    floats.find(({ shape }) => shape.length === 2) ?? floats.find(({ shape }) => shape.length === 4) ?? floats[0];
  if (!output)
    throw new XaiError('model-unsupported', 'Expected an output of float32 scores, but the network has none.');
  return output;
}

function checkClasses(target: Target, classes: number, { name }: TensorSpec): void {
  const wanted =
    'class' in target
      ? [target.class]
      : 'contrast' in target
        ? target.contrast
        : 'top' in target
          ? [target.top - 1]
          : [];
  for (const index of wanted) {
    if (Number.isInteger(index) && index >= 0 && index < classes) continue;
    throw new XaiError(
      'usage',
      `Target '${formatTarget(target)}' is out of range: '${name}' has ${classes} classes, 0 to ${classes - 1}.`,
    );
  }
  if ('contrast' in target && target.contrast[0] === target.contrast[1]) {
    throw new XaiError('usage', `A contrast needs two different classes, but got '${formatTarget(target)}'.`);
  }
}

/** One element of a tensor, or one channel summed over its positions. */
function ofElement(
  spec: TensorSpec,
  index: readonly number[],
  target: Target,
  { region }: ObjectiveOptions,
): Objective {
  if (spec.dtype !== 'float32')
    throw new XaiError('model-unsupported', `Expected numbers of type float32, but '${spec.name}' is ${spec.dtype}.`);
  const sides = spec.shape.slice(1).map((side) => side ?? 0);
  const fits =
    spec.shape.length > 0 &&
    index.length <= sides.length &&
    index.every((at, axis) => Number.isInteger(at) && at >= 0 && at < sides[axis]!);
  if (!fits || ('output' in target && index.length !== sides.length)) {
    throw new XaiError(
      'usage',
      `Target '${formatTarget(target)}' does not fit '${spec.name}', whose shape is ${formatShape(spec)}.`,
    );
  }
  if (region !== 'predicted') {
    throw new XaiError('usage', `A region applies to a class, not to '${formatTarget(target)}'. Leave it out.`);
  }
  const stride = sizeOf(sides);
  const block = sizeOf(sides.slice(index.length));
  const start = index.reduce((flat, at, axis) => flat + at * sizeOf(sides.slice(axis + 1)), 0);
  const weights = (rows: number): FloatTensor => {
    const data = new Float32Array(rows * stride);
    for (let row = 0; row < rows; row++) data.fill(1, row * stride + start, row * stride + start + block);
    return floatTensor(data, [rows, ...sides]);
  };
  return {
    tensor: spec.name,
    blind: weights,
    aim: (values) => aimAt(values, weights(values.shape[0]!), null, { target, tensor: spec.name, quantity: 'value' }),
  };
}

/** Turns weights on the (squashed) values into scores and the cotangent at the values themselves. */
function aimAt(
  squashed: Scores,
  weights: FloatTensor,
  squashing: Squashing,
  about: { target: Target; tensor: string; quantity: ResolvedTarget['quantity'] },
): Aim {
  const [count = 0, classes = 1] = squashed.shape;
  const stride = squashed.data.length / count;
  const scoresOf = ({ data }: Scores, row: number): Scores['data'] => data.subarray(row * stride, (row + 1) * stride);
  const { target, tensor, quantity } = about;
  const isClass = 'class' in target || 'top' in target;
  const weightsOf = (row: number): Float32Array => rows(weights, row, row + 1).data;
  const copies = (row: number, times: number): FloatTensor => repeatRow(rows(weights, row, row + 1), times);
  const resolved = Array.from({ length: count }, (_, row): ResolvedTarget => {
    const score = dot(scoresOf(squashed, row), weightsOf(row));
    const index = isClass ? Math.floor(weightsOf(row).findIndex((weight) => weight !== 0) / (stride / classes)) : null;
    return { target: formatTarget(target), index, score, quantity, tensor };
  });
  return {
    resolved,
    cotangent: unsquash(squashed, weights, squashing),
    blind: (row, count) => (squashing ? null : copies(row, count)),
    cotangents: (other, row) => unsquash(squash(other, squashing), copies(row, other.shape[0]!), squashing),
    scores: (other, row) => {
      const scores = squash(other, squashing);
      return Float64Array.from({ length: other.shape[0]! }, (_, m) => dot(scoresOf(scores, m), weightsOf(row)));
    },
  };
}

function formatShape({ shape }: TensorSpec): string {
  return `[${shape.map((side) => side ?? 'N').join(', ')}]`;
}

function dot(a: Scores['data'], b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (b[i] !== 0) sum += a[i]! * b[i]!;
  return sum;
}
