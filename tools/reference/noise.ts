/**
 * node --import tsx --conditions=@pellucid/source noise.ts OUT.npy SAMPLES SEED SIGMA SIDE...: the noise of SmoothGrad.
 *
 * [SAMPLES, ...SIDE] float32, what the method adds to the copies of a row [1, ...SIDE] whose noise has the standard deviation
 * SIGMA in the input's units; 1 for the standard normal. PyTorch adds the same.
 */
import { writeFileSync } from 'node:fs';
import { smoothGradNoise, writeNpy } from '@pellucid/core';

const [out, samples, seed, sigma, ...sides] = process.argv.slice(2);
const shape = sides.map(Number);
const length = shape.reduce((product, side) => product * side, 1);
const data = new Float32Array(Number(samples) * length);
for (let sample = 0; sample < Number(samples); sample++) {
  const noise = smoothGradNoise([1, ...shape], { seed: Number(seed), sample, sigma: Number(sigma) });
  data.set(noise.data, sample * length);
}
writeFileSync(out!, writeNpy(data, [Number(samples), ...shape]));
