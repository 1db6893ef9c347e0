import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { withGradients } from '../../src/gradients/index.js';
import { gradientCases } from './cases/index.js';
import { errorOf } from './check-case.js';
import { describeEachEngine } from './each-engine.js';
import { limitOf } from './limits.js';

const named = gradientCases.map((each) => ({ name: each.title ? `${each.op}, ${each.title}` : each.op, each }));

describeEachEngine('gradients against finite differences', (engine) => {
  it.for(named)('$name', async ({ each }, { skip }) => {
    const limit = limitOf(each, engine);
    skip(limit !== null, limit?.why);
    const { numTensors } = memory();
    // Differences of curved functions are off by the square of the step, 1e-4; those of float32 values by 1e-5 of the value.
    expect(await errorOf(each, (work) => withGradients('gradient', work))).toBeLessThan(2e-3);
    expect(memory().numTensors).toBe(numTensors);
  });
});
