import { readFileSync } from 'node:fs';
import { floatTensor, methodById } from '@pellucid/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrtModel } from '../src/index.js';
import { loadOnnxModel } from '../src/index.js';
import { relativeError } from './helpers/compare.js';

/**
 * Every method on two small random networks, a vision transformer and gated convolutions, against its float64 definition
 * (tools/reference/small_networks.py). No k of the kink rule is above 2e-5: the limit is 1e-4 throughout.
 */
interface Reference {
  readonly shape: number[];
  readonly input: number[];
  readonly target: number;
  readonly logits: number[];
  readonly methods: Record<
    string,
    { options: Record<string, unknown>; shape: number[]; norm: number; step: number; values: number[] }
  >;
}

const read = (name: string): Buffer => readFileSync(new URL(`fixtures/methods/${name}`, import.meta.url));
const networks = ['tokens', 'gated'].map((name) => ({
  name,
  ...(JSON.parse(read(`${name}.json`).toString()) as Reference),
}));

describe.each(networks)('$name', ({ name, shape, input, target, logits, methods }) => {
  const picture = floatTensor(Float32Array.from(input), shape, 'nchw');
  let model: OrtModel;
  beforeAll(async () => {
    model = await loadOnnxModel(read(`${name}.onnx`));
  });
  afterAll(() => model.dispose());

  test('the logits are those of PyTorch', async () => {
    const found = await model.run({ input: picture }, ['logits']);
    expect(relativeError(found['logits']!.data as Float32Array, logits)).toBeLessThan(1e-5);
  });

  test.each(Object.entries(methods))('%s', async (name, { options, shape: sides, norm, step, values }) => {
    const [id = ''] = name.split(', ');
    const isMap = sides.length === 2;
    const [attribution] = await methodById(id).run(model, picture, {
      ...options,
      ...(isMap && { upsampling: 'none' }),
    });
    const { targets, values: ours, layer } = attribution!;
    expect(targets[0]!.index).toBe(target);
    // The layer is found without being named, too.
    if (options['layer'] !== undefined) {
      const [found] = await methodById('grad-cam').run(model, picture, {});
      expect(found!.layer!.name).toBe(options['layer']);
      expect(layer!.name).toBe(options['layer']);
    }
    expect(ours.shape).toEqual(isMap ? [1, ...sides] : sides);
    expect(
      relativeError(
        ours.data.filter((_, i) => i % step === 0),
        values,
      ),
    ).toBeLessThan(1e-4);
    expect(Math.hypot(...ours.data) / norm).toBeCloseTo(1, 4);
  });
});
