import {
  Max,
  Maximum,
  Min,
  Minimum,
  backend_util,
  cast,
  div,
  equal,
  greaterEqual,
  less,
  lessEqual,
  greater,
  mul,
  reshape,
  sum,
  util,
} from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { unbroadcast } from './unbroadcast.js';

/** The largest or smallest of an axis: equals share the cotangent evenly, as torch's amax. */
function shared(kernelName: string) {
  type Attributes = Readonly<Partial<Record<'axis' | 'reductionIndices', number | number[]>>>;
  return gradient(kernelName, { inputs: ['x'], outputs: [true] }, ([dy], [x, y], attributes: Attributes) => ({
    x: () => {
      const axes = util.parseAxisParam((attributes.axis ?? attributes.reductionIndices)!, x!.shape);
      const kept = backend_util.expandShapeToKeepDim(backend_util.computeOutAndReduceShapes(x!.shape, axes)[0], axes);
      const winners = cast(equal(x!, reshape(y!, kept)), 'float32');
      return mul(winners, div(reshape(dy!, kept), sum(winners, axes, true)));
    },
  }));
}

export const max = shared(Max);
export const min = shared(Min);

/** Of two operands the larger or smaller takes the cotangent, the first of equals. */
function chosen(
  kernelName: string,
  isFirst: (a: Tensor, b: Tensor) => Tensor,
  isSecond: (a: Tensor, b: Tensor) => Tensor,
) {
  return gradient(kernelName, { inputs: ['a', 'b'] }, ([dy], [a, b]) => ({
    a: () => unbroadcast(mul(dy!, cast(isFirst(a!, b!), 'float32')), a!.shape),
    b: () => unbroadcast(mul(dy!, cast(isSecond(a!, b!), 'float32')), b!.shape),
  }));
}

export const maximum = chosen(Maximum, greaterEqual, less);
export const minimum = chosen(Minimum, lessEqual, greater);
