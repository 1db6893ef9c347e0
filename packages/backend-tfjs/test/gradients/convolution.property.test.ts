import { conv2d, depthwiseConv2d } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withGradients } from '../../src/gradients/index.js';
import { errorOf } from './check-case.js';
import { describeEachEngine } from './each-engine.js';
import { constant, normal } from './gradient-case.js';

const side = (most: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));

const geometry = fc
  .record({
    depthwise: fc.boolean(),
    size: fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 4, max: 9 })),
    kernel: side(4),
    steps: side(3),
    dilated: fc.boolean(),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    channels: side(3),
  })
  // A kernel that is larger than what it slides over has no result.
  .filter(({ size, kernel, steps, dilated, pad }) =>
    size.every((length, i) => pad === 'same' || (kernel[i]! - 1) * (dilated ? steps[i]! : 1) < length),
  );

describeEachEngine('convolutions of any geometry', (engine) => {
  it('come back as finite differences say', async () => {
    await fc.assert(
      fc.asyncProperty(
        geometry,
        async ({ depthwise, size, kernel, steps, dilated, pad, channels: [inputs, outputs] }) => {
          // With 'same' padding and strides beyond the kernel the forward convolution of wasm itself is wrong.
          fc.pre(engine !== 'wasm' || pad === 'valid' || dilated || steps.every((step, i) => step <= kernel[i]!));
          const strides: [number, number] = dilated ? [1, 1] : steps;
          const dilations: [number, number] = dilated ? steps : [1, 1];
          const convolve = depthwise ? depthwiseConv2d : conv2d;
          const error = await errorOf(
            {
              op: '',
              title: '',
              at: normal(1, ...size, inputs),
              compute: (x) =>
                convolve(
                  x as Tensor4D,
                  constant(...kernel, inputs, outputs) as Tensor4D,
                  strides,
                  pad,
                  'NHWC',
                  dilations,
                ),
              step: 0.5,
            },
            (work) => withGradients('gradient', work),
          );
          // Convolutions are linear, so that only rounding is left.
          expect(error).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});
