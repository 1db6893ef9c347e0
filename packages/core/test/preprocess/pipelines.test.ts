import { describe, expect, test } from 'vitest';
import { toInput } from '../../src/preprocess/apply.js';
import { findPreprocessing } from '../../src/preprocess/find.js';
import type { PreprocessingOptions } from '../../src/preprocess/options.js';
import { bytes, fixture, rgb } from '../image/fixture.js';

interface Case {
  name: string;
  /** Files beside the model, or `options`. */
  given: Record<string, unknown> & { options?: PreprocessingOptions };
  shape: number[];
  values: string;
}

interface Pipelines {
  origin: string;
  width: number;
  height: number;
  picture: string;
  cases: Case[];
}

const { origin, width, height, picture, cases } = fixture('preprocess/pipelines.json') as Pipelines;

describe(`network inputs equal those of ${origin}`, () => {
  test.each(cases)('$name', ({ given: { options, ...sidecars }, shape, values }) => {
    const found = findPreprocessing({ inputShape: [null, ...shape.slice(1)], sidecars, metadata: {} }, options);
    expect(found.warnings).toEqual([]);
    const { input, seen } = toInput(rgb(bytes(picture), width, height), found.preprocessing);
    expect(input.shape).toEqual(shape);
    expect([seen.height, seen.width]).toEqual(shape.slice(2));
    const expected = new Float32Array(bytes(values).buffer);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - input.data[i]!)));
    // The pixels are equal, so only float32 roundings of the peers' three steps remain: a few ulp of the largest value.
    expect(worst).toBeLessThanOrEqual(4 * 2 ** -23 * Math.max(...expected.map(Math.abs)));
  });
});
