import { XaiError } from '../errors.js';
import type { Cotangent, RuleSet, TensorSpec, Tensors } from '../model.js';
import { didYouMean } from '../suggest.js';
import type { DType, Tensor } from '../tensor.js';

/** The tensors of a network, as far as a call can be checked against them. */
export interface CheckedTensors {
  /** Undefined for what is no tensor of the network. */
  spec(name: string): TensorSpec | undefined;
  names(): readonly string[];
}

/** What is asked of `vjp`, beside what is fed. */
export interface AskedGradients {
  readonly cotangents: Readonly<Record<string, Cotangent>>;
  readonly wrt: readonly string[];
  readonly fetches: readonly string[];
  readonly rules: RuleSet;
}

/**
 * The checks that the contract (`CanRun`, `CanDifferentiate`) asks of every backend before a call begins: all but those
 * that need the network's connections (an input that is not fed, rules that change nothing).
 */
export interface CallChecks {
  /** @throws XaiError `usage` or `input-invalid` */
  run(feeds: Tensors, fetches: readonly string[]): void;
  /** @throws XaiError `usage` or `input-invalid` */
  vjp(feeds: Tensors, asked: AskedGradients): void;
}

/** @param ruleSets those that the backend has */
export function callChecks(tensors: CheckedTensors, ruleSets: readonly RuleSet[]): CallChecks {
  const specOf = (name: string): TensorSpec => {
    const spec = tensors.spec(name);
    if (spec) return spec;
    throw new XaiError(
      'usage',
      `The network has no tensor '${name}'.${didYouMean(name, tensors.names())} \`xai inspect\` lists its layers.`,
    );
  };
  const requireFits = (given: Readonly<Record<string, Cotangent>>): void => {
    for (const [name, tensor] of Object.entries(given)) {
      const spec = specOf(name);
      if ('top' in tensor) requireRank(spec, tensor.top);
      else requireShape(spec, tensor);
    }
  };
  return {
    run(feeds, fetches) {
      [...Object.keys(feeds), ...fetches].forEach(specOf);
      requireFits(feeds);
      requireRows(specOf, feeds);
    },
    vjp(feeds, { cotangents, wrt, fetches, rules }) {
      requireRuleSet(ruleSets, rules);
      [...Object.keys(feeds), ...fetches, ...wrt, ...Object.keys(cotangents)].forEach(specOf);
      requireFits(feeds);
      [...wrt, ...Object.keys(cotangents)].map(specOf).forEach(requireFloat);
      requireFits(cotangents);
      requireRows(specOf, feeds, cotangents);
    },
  };
}

/** @throws XaiError `usage` after `dispose` */
export function requireUse(disposed: boolean): void {
  if (disposed) throw new XaiError('usage', 'This model was disposed of. Load it again to use it.');
}

/** The element type in which a tensor is fed: integers of any size come as core has them. */
function fedAs(dtype: DType): DType {
  return ['int32', 'uint8', 'int8'].includes(dtype) ? 'int64' : dtype;
}

function requireRuleSet(ruleSets: readonly RuleSet[], rules: RuleSet): void {
  if (ruleSets.includes(rules)) return;
  throw new XaiError('usage', `Expected the rules of ${ruleSets.join(', ')}, but got '${rules}'.`);
}

/** No gradient flows through integers and the like. */
function requireFloat({ name, dtype }: TensorSpec): void {
  if (dtype.startsWith('float')) return;
  throw new XaiError('usage', `Gradients flow through floats only, but '${name}' is ${dtype}. Choose another tensor.`);
}

function requireShape({ name, shape, dtype: stored }: TensorSpec, tensor: Tensor): void {
  const dtype = fedAs(stored);
  const fits =
    tensor.shape.length === shape.length &&
    tensor.shape.every((side, axis) => axis === 0 || shape[axis] === null || side === shape[axis]);
  if (fits && tensor.dtype === dtype) return;
  throw new XaiError(
    'input-invalid',
    `Expected '${name}' to be ${dtype} of shape ${sidesOf(shape)}, but got ${tensor.dtype} of shape ${sidesOf(tensor.shape)}.`,
  );
}

/** A rank needs scores: [N, K], or with sides of 1 beside the classes. */
function requireRank({ name, shape }: TensorSpec, top: number): void {
  const [classes = 1, ...others] = shape.slice(1).filter((side) => side !== 1);
  if (classes === null || others.length > 0 || shape.length < 2) {
    throw new XaiError(
      'usage',
      `The top class needs scores of shape [N, classes], but '${name}' is ${sidesOf(shape)}.`,
    );
  }
  if (Number.isInteger(top) && top >= 1 && top <= classes) return;
  throw new XaiError(
    'usage',
    `Expected a rank from 1 to ${classes}, the number of scores in '${name}', but got ${top}.`,
  );
}

/** All tensors whose batch is free have as many rows. Where other sides are free too, the first may be no batch. */
function requireRows(
  specOf: (name: string) => TensorSpec,
  ...groups: readonly Readonly<Record<string, Cotangent>>[]
): void {
  const sizes = groups.flatMap((tensors) =>
    Object.entries(tensors).flatMap(([name, tensor]) =>
      'top' in tensor || !hasFreeBatch(specOf(name)) ? [] : [{ name, size: tensor.shape[0] }],
    ),
  );
  const other = sizes.find(({ size }) => size !== sizes[0]!.size);
  if (!other) return;
  throw new XaiError(
    'input-invalid',
    `'${sizes[0]!.name}' has ${sizes[0]!.size} rows, but '${other.name}' has ${other.size}. Give as many of each.`,
  );
}

function hasFreeBatch({ shape: [batch, ...others] }: TensorSpec): boolean {
  return batch === null && !others.includes(null);
}

function sidesOf(shape: readonly (number | null)[]): string {
  return `[${shape.map((side) => side ?? 'N').join(', ')}]`;
}
