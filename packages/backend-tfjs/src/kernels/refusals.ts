import { Dilation2D, MaxPoolWithArgmax } from '@tensorflow/tfjs-core';
import type { Correction } from './correction.js';

/** Kernels that wasm has wrong (MaxPoolWithArgmax for windows without a positive value), and that networks seldom have. */
export const refusals: readonly Correction[] = [Dilation2D, MaxPoolWithArgmax].map((kernelName) => ({
  kernelName,
  compute: () => {
    throw new Error(`its kernel ${kernelName} is wrong`);
  },
}));
