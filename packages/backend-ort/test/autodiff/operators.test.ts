import { floatTensor } from '@pellucid/core';
import type { Tensors } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { relativeError, tolerance } from '../helpers/compare.js';
import { floatsIn } from '../helpers/floats.js';
import {
  caseGraph,
  fixtureOperators,
  freeInputs,
  hasBatch,
  outputName,
  readCases,
  toFloats,
} from '../helpers/fixture.js';
import type { OperatorCase } from '../helpers/fixture.js';
import { withModel } from '../helpers/with-model.js';

describe.each(fixtureOperators)('%s against its float64 definition', (operator) => {
  for (const operatorCase of readCases(operator)) {
    it(operatorCase.name, () => check(operatorCase, false));
    if (hasBatch(operatorCase)) it(`${operatorCase.name}, free batch`, () => check(operatorCase, true));
  }
});

async function check(operatorCase: OperatorCase, freeBatch: boolean): Promise<void> {
  const { inputs, outputs, cotangents, gradients } = operatorCase;
  const free = freeInputs(operatorCase);
  const feeds: Tensors = Object.fromEntries(
    free.map(({ name, shape, data }) => [name, floatTensor(toFloats(data), shape)]),
  );
  const given = outputs.flatMap(({ shape }, i) => {
    const cotangent = cotangents[i];
    return cotangent ? [[outputName(i), floatTensor(toFloats(cotangent), shape)] as const] : [];
  });
  await withModel(caseGraph(operatorCase, freeBatch), async (model) => {
    const fetches = outputs.map((_, i) => outputName(i));
    const wrt = free.map(({ name }) => name);
    const result = await model.vjp(feeds, Object.fromEntries(given), wrt, { fetches });
    outputs.forEach(({ shape, data }, i) => {
      const output = result.values[outputName(i)]!;
      expect(output.shape).toEqual(shape);
      expect(relativeError(floatsIn(output), toFloats(data)), 'forward').toBeLessThanOrEqual(tolerance.float32);
    });
    for (const { name, shape } of free) {
      const gradient = result.gradients[name]!;
      const expected = gradients[inputs.findIndex((input) => input?.name === name)]!;
      expect(gradient.shape).toEqual(shape);
      expect(relativeError(floatsIn(gradient), toFloats(expected)), name).toBeLessThanOrEqual(tolerance.float32);
    }
  });
}
