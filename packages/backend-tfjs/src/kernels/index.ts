import { getKernel, registerKernel, tidy, unregisterKernel } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { contraction } from './contraction.js';
import type { Correction } from './correction.js';
import { fusedProduct } from './fused-product.js';
import { gatherFromEnd, gatherInBatches } from './gather.js';
import { maxPool3d } from './max-pool-3d.js';
import { refusals } from './refusals.js';
import { tensorScatter } from './tensor-scatter.js';
import { unevenConvolutions } from './uneven-convolutions.js';
import { volumes } from './volumes.js';

/** What engines get wrong, by TensorFlow.js's names for them. */
const corrections: Readonly<Record<string, readonly Correction[]>> = {
  wasm: [contraction, fusedProduct, gatherInBatches, maxPool3d, ...unevenConvolutions, ...volumes, ...refusals],
  cpu: [maxPool3d, tensorScatter, ...volumes],
  tensorflow: [gatherFromEnd],
};

const corrected = new Set<string>();

/** Puts right kernels into TensorFlow.js's registry, once for each engine, where they stay: others profit from them, too. */
export function correctKernels(backendName: string): void {
  if (corrected.has(backendName)) return;
  corrected.add(backendName);
  for (const { kernelName, compute } of corrections[backendName] ?? []) {
    const theirs = getKernel(kernelName, backendName) as ReturnType<typeof getKernel> | undefined;
    if (theirs) unregisterKernel(kernelName, backendName);
    registerKernel({
      ...theirs,
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        tidy(
          () =>
            compute(inputs as NamedTensorMap, attrs as never, (given, attributes) =>
              theirs!.kernelFunc({ inputs: given, attrs: attributes as never, backend }),
            ) as Tensor,
        ),
    });
  }
}
