import { MaxPool3D, MaxPool3DGrad, getBackend, reshape } from '@tensorflow/tfjs-core';
import type { MaxPool3DAttrs } from '@tensorflow/tfjs-core';
import { gradient, runKernel } from './gradient.js';
import { maxPoolGradient } from './max-pool.js';
import { separatePools } from './separate-pools.js';

/** Natively TensorFlow.js has it right: elsewhere as two pools of maps, like the forward pass. */
export const maxPool3d = gradient(
  MaxPool3D,
  { inputs: ['x'], outputs: [true] },
  ([dy], [x, y], attributes: MaxPool3DAttrs) => ({
    x: () => {
      if (getBackend() === 'tensorflow') {
        const { filterSize, strides, pad, dimRoundingMode } = attributes;
        const given = { filterSize, strides, pad, dimRoundingMode };
        return runKernel(MaxPool3DGrad, { dy: dy!, input: x!, output: y! }, given);
      }
      const back = separatePools(x!, attributes)
        .toReversed()
        .reduce(
          (cotangent, { input, output, attributes: own }) =>
            maxPoolGradient(reshape(cotangent, output.shape), input, output, own),
          dy!,
        );
      return reshape(back, x!.shape);
    },
  }),
);
