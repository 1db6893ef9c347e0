import { dtypeCode } from './dtype.js';
import type { OnnxDType } from './dtype.js';
import type { AttributeValue } from './graph.js';

/** Attributes of a node to be built; those that are `undefined` are left out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** How many outputs a node has, or their names (`''` for one that is not wanted). */
export type OutputNames = number | readonly string[];

/** Adds a node and gives the name of its output, or names of its outputs where their number or names are given. */
interface AddNode {
  (op: string, inputs: readonly string[], attributes?: Attributes): string;
  (op: string, inputs: readonly string[], attributes: Attributes, outputs: OutputNames): string[];
}

/** What the operators are built with. */
export interface OpsCore {
  /** Version of the standard operators in the graph that the nodes are for; 17 or newer. */
  readonly opset: number;
  /** `''` among the inputs omits one; the domain is the standard one. */
  readonly node: AddNode;
  /** An int64 constant, of rank 1 unless a shape is given. Equal small constants are one. */
  ints(values: readonly number[], shape?: readonly number[]): string;
  /** A float32 constant, of rank 1 unless a shape is given. Equal small constants are one; large ones are not copied. */
  floats(values: readonly number[] | Float32Array, shape?: readonly number[]): string;
}

/** Attributes of a convolution, with ONNX's names; all default as there. Pads are beginnings, then ends. */
export interface ConvAttributes {
  readonly strides?: readonly number[] | undefined;
  readonly pads?: readonly number[] | undefined;
  readonly dilations?: readonly number[] | undefined;
  readonly group?: number | undefined;
  readonly kernel_shape?: readonly number[] | undefined;
}

/** Attributes of a transposed convolution. */
export interface ConvTransposeAttributes extends ConvAttributes {
  readonly output_padding?: readonly number[] | undefined;
  readonly output_shape?: readonly number[] | undefined;
}

/** A one-dimensional int64 value: its name, or the numbers of a constant. */
export type Ints = string | readonly number[];

/** The operators of the standard domain as functions from names to names, in the form that the graph's opset wants. */
export type Ops = ReturnType<typeof createOps>;

export function createOps({ opset, node, ints, floats }: OpsCore) {
  const unary = (op: string) => (x: string) => node(op, [x]);
  const binary = (op: string) => (a: string, b: string) => node(op, [a, b]);
  const variadic =
    (op: string) =>
    (...xs: readonly string[]) =>
      xs.length === 1 ? xs[0]! : node(op, xs);
  const vector = (value: Ints): string => (typeof value === 'string' ? value : ints(value));
  // Axes became an input of all other reductions in 18; ReduceSum had it since 13. No axes: all of them.
  const reduction =
    (op: string, since = 18) =>
    (x: string, axes?: readonly number[], keepdims = true) => {
      const keep = { keepdims: Number(keepdims) };
      if (!axes) return node(op, [x], keep);
      return opset >= since ? node(op, [x, ints(axes)], keep) : node(op, [x], { axes, ...keep });
    };

  return {
    node,

    Neg: unary('Neg'),
    Abs: unary('Abs'),
    Sign: unary('Sign'),
    Exp: unary('Exp'),
    Log: unary('Log'),
    Sqrt: unary('Sqrt'),
    Reciprocal: unary('Reciprocal'),
    Erf: unary('Erf'),
    Tanh: unary('Tanh'),
    Sin: unary('Sin'),
    Cos: unary('Cos'),
    Sigmoid: unary('Sigmoid'),
    Relu: unary('Relu'),
    Not: unary('Not'),
    Identity: unary('Identity'),
    /** The shape of `x` as int64. */
    Shape: unary('Shape'),

    Add: binary('Add'),
    Sub: binary('Sub'),
    Mul: binary('Mul'),
    Div: binary('Div'),
    Pow: binary('Pow'),
    MatMul: binary('MatMul'),
    Greater: binary('Greater'),
    GreaterOrEqual: binary('GreaterOrEqual'),
    Less: binary('Less'),
    LessOrEqual: binary('LessOrEqual'),
    Equal: binary('Equal'),
    And: binary('And'),
    Or: binary('Or'),

    Sum: variadic('Sum'),
    Max: variadic('Max'),
    Min: variadic('Min'),

    /** `a` where `condition` holds, `b` elsewhere. */
    Where: (condition: string, a: string, b: string) => node('Where', [condition, a, b]),
    Cast: (x: string, to: OnnxDType) => node('Cast', [x], { to: dtypeCode(to) }),
    Clip: (x: string, min?: number, max?: number) =>
      node(
        'Clip',
        trimmed([x, min === undefined ? '' : floats([min], []), max === undefined ? '' : floats([max], [])]),
      ),

    ReduceSum: reduction('ReduceSum', 13),
    ReduceMean: reduction('ReduceMean'),
    ReduceMax: reduction('ReduceMax'),
    ReduceMin: reduction('ReduceMin'),

    Reshape: (x: string, shape: Ints) => node('Reshape', [x, vector(shape)]),
    Expand: (x: string, shape: Ints) => node('Expand', [x, vector(shape)]),
    /** `perm[i]` is the axis of `x` that becomes axis `i`. */
    Transpose: (x: string, perm: readonly number[]) => node('Transpose', [x], { perm }),
    Squeeze: (x: string, axes: Ints) => node('Squeeze', [x, vector(axes)]),
    Unsqueeze: (x: string, axes: Ints) => node('Unsqueeze', [x, vector(axes)]),
    /** `starts` inclusive, `ends` exclusive, one of each per axis in `axes`. */
    Slice: (x: string, starts: Ints, ends: Ints, axes: Ints, steps?: Ints) =>
      node('Slice', trimmed([x, vector(starts), vector(ends), vector(axes), steps === undefined ? '' : vector(steps)])),
    Concat: (xs: readonly string[], axis: number) => node('Concat', xs, { axis }),
    Split: (x: string, sizes: readonly number[], axis: number) =>
      node('Split', [x, ints(sizes)], { axis }, sizes.length),
    /** `pads`: what is added at the beginning of each axis, then at the end of each; negative pads crop. */
    Pad: (x: string, pads: Ints, value?: string) => node('Pad', trimmed([x, vector(pads), value ?? ''])),
    Gather: (x: string, indices: string, axis: number) => node('Gather', [x, indices], { axis }),
    /** `reduction` other than `none` and `add` or `mul` needs opset 18. */
    ScatterElements: (
      x: string,
      indices: string,
      updates: string,
      attributes: { readonly axis?: number; readonly reduction?: 'none' | 'add' | 'mul' | 'max' | 'min' } = {},
    ) => node('ScatterElements', [x, indices, updates], { ...attributes }),
    DepthToSpace: (x: string, blocksize: number, mode: 'DCR' | 'CRD' = 'DCR') =>
      node('DepthToSpace', [x], { blocksize, mode }),
    SpaceToDepth: (x: string, blocksize: number) => node('SpaceToDepth', [x], { blocksize }),

    Conv: (x: string, weights: string, attributes: ConvAttributes = {}, bias = '') =>
      node('Conv', trimmed([x, weights, bias]), { ...attributes }),
    ConvTranspose: (x: string, weights: string, attributes: ConvTransposeAttributes = {}, bias = '') =>
      node('ConvTranspose', trimmed([x, weights, bias]), { ...attributes }),
  };
}

/** Without the omitted inputs at the end. */
function trimmed(inputs: readonly string[]): string[] {
  return inputs.slice(0, inputs.findLastIndex((name) => name !== '') + 1);
}
