import { createRandom } from '../../../random.js';
import type { FloatTensor } from '../../../tensor.js';
import { floatTensor, sizeOf } from '../../../tensor.js';
import type { FusedActivation, LayerDescription } from '../network.js';

type Convolution = LayerDescription & { readonly op: 'convolution' };
type Dense = LayerDescription & { readonly op: 'dense' };

/** Makes layers with random weights, each with a stream of the seed to itself. */
export interface LayerMaker {
  /** Square kernels; stride 1, "same" padding, one group, with a bias, unless said. `gain` multiplies the weights. */
  convolution(
    name: string,
    input: string,
    shape: readonly [out: number, inPerGroup: number, kernel: number],
    options?: Partial<Pick<Convolution, 'stride' | 'padding' | 'groups' | 'activation'>> & {
      bias?: false;
      gain?: number;
    },
  ): Convolution;
  dense(
    name: string,
    input: string,
    shape: readonly [out: number, inputs: number],
    options?: { bias?: false; activation?: FusedActivation; gain?: number },
  ): Dense;
  /** Channels come out with a deviation of about `spread`. */
  batchNormalization(name: string, input: string, channels: number, spread: number): LayerDescription;
}

export function layerMaker(seed: number): LayerMaker {
  let stream = 0;
  const draw = (shape: readonly number[], deviation: number, mean = 0): FloatTensor => {
    const { normal } = createRandom(seed, stream++);
    return floatTensor(
      Float32Array.from({ length: sizeOf(shape) }, () => mean + deviation * normal()),
      shape,
      null,
    );
  };
  /** Weights that keep the variance of what a ReLU lets through (He 2015). */
  const weightsOf = (shape: readonly number[], gain = 1): FloatTensor =>
    draw(shape, gain * Math.sqrt(2 / sizeOf(shape.slice(1))));
  return {
    convolution(name, input, shape, { stride = 1, groups = 1, activation = null, bias, padding, gain } = {}) {
      const [out, inPerGroup, kernel] = shape;
      return {
        op: 'convolution',
        name,
        inputs: [input],
        weights: weightsOf([out, inPerGroup, kernel, kernel], gain),
        bias: bias === false ? null : draw([out], 0.3),
        stride,
        padding: padding ?? (kernel - 1) / 2,
        groups,
        activation,
      };
    },
    dense(name, input, shape, { bias, activation = null, gain } = {}) {
      return {
        op: 'dense',
        name,
        inputs: [input],
        weights: weightsOf(shape, gain),
        bias: bias === false ? null : draw([shape[0]], 0.3),
        activation,
      };
    },
    batchNormalization(name, input, channels, spread) {
      const variance = draw([channels], 0.2);
      return {
        op: 'batch-normalization',
        name,
        inputs: [input],
        scale: draw([channels], 0.2 * spread, spread),
        offset: draw([channels], 0.3 * spread),
        mean: draw([channels], 0.2),
        variance: { ...variance, data: variance.data.map((value) => 1 + Math.abs(value)) },
        epsilon: 1e-3,
      };
    },
  };
}
