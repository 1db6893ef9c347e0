import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Tensor, TensorSpec } from '@pellucid/core';
import { saliency } from '@pellucid/core';
import { allowedByKinks, normalTensor, nudges } from '@pellucid/core/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineName, TfjsModel } from '../src/index.js';
import { loadTfjsModel, weightPaths } from '../src/index.js';
import { useEngine, whyAbsent } from './gradients/engines.js';
import { floats, relativeError } from './helpers/compare.js';

/** Models of the npm package @vladmandic/human: detectors as converters write them. The variable names another folder. */
const folder = process.env['PELLUCID_HUMAN']
  ? pathToFileURL(`${process.env['PELLUCID_HUMAN']}/`)
  : new URL('../../../node_modules/@vladmandic/human/models/', import.meta.url);
const here = existsSync(fileURLToPath(folder));
const why = here ? '' : ' (skipped: @vladmandic/human is not installed)';
const absent = await whyAbsent('tensorflow');
const engines: EngineName[] = ['wasm', ...(absent === null ? (['tfjs-node'] as const) : (['cpu'] as const))];

async function load(name: string, engine: EngineName): Promise<TfjsModel> {
  const model = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as unknown;
  const weights = weightPaths(model).map((path) => readFileSync(new URL(path, folder)));
  const loaded = await loadTfjsModel({ model, weights }, { engine });
  expect(loaded.runtime).toMatchObject({ engine, fallbacks: [] });
  return loaded;
}

/** Output, and gradient at the input, of a random input times a factor. */
async function outcome(
  name: string,
  engine: EngineName,
  factor = 1,
): Promise<{ value: Float32Array; gradient: Float32Array }> {
  const model = await load(name, engine);
  const [input, output] = [model.inputs[0]!, model.outputs[0]!];
  const x = normalTensor(shapeOf(input), 1);
  const feeds = { [input.name]: { ...x, data: x.data.map((number) => number * factor) } };
  const cotangents = { [output.name]: normalTensor(shapeOf(output), 2) };
  const { gradients, values } = await model.vjp(feeds, cotangents, [input.name], { fetches: [output.name] });
  await model.dispose();
  return { value: floats(values[output.name]), gradient: floats(gradients[input.name]) };
}

const shapeOf = ({ shape }: TensorSpec): number[] => shape.map((side) => side ?? 1);

describe.skipIf(!here)(`graphs of @vladmandic/human${why}`, () => {
  let before = 0;
  beforeAll(async () => {
    await useEngine('cpu');
    before = memory().numTensors;
  });
  afterAll(() => expect(memory().numTensors).toBe(before));

  test.each(['blazeface', 'liveness', 'antispoof', 'emotion'])(
    '%s: the engines, which compute gradients in different ways, agree',
    async (name) => {
      const [, reference] = engines;
      const actual = await outcome(name, 'wasm');
      const expected = await outcome(name, reference!);
      expect(relativeError(actual.value, expected.value)).toBeLessThan(1e-5);
      // The kink rule for networks of ReLUs (architecture, section 7).
      const moved: number[] = [];
      for (const nudge of nudges)
        moved.push(relativeError((await outcome(name, reference!, nudge)).gradient, expected.gradient));
      expect(relativeError(actual.gradient, expected.gradient)).toBeLessThan(allowedByKinks(Math.max(...moved)));
    },
  );

  test('blazeface: which pixels one of its anchors looks at', async () => {
    const model = await load('blazeface', 'wasm');
    expect(model.inputs).toEqual([{ name: 'input', dtype: 'float32', shape: [1, 3, 256, 256], layout: 'nhwc' }]);
    // Two anchors to each of 16 x 16 cells of 16 pixels: number 111 is in row 3, column 7.
    const target = { output: 'Identity', index: [111, 0] };
    const values = floats((await saliency(model, normalTensor([1, 3, 256, 256], 1), { target })).values);
    const inside = (i: number): boolean => Math.abs(((i >> 8) % 256) - 56) < 64 && Math.abs((i % 256) - 120) < 64;
    const mass = (part: (i: number) => boolean): number =>
      values.reduce((sum, value, i) => (part(i) ? sum + Math.abs(value) : sum), 0);
    expect(mass(inside)).toBeGreaterThan(0.5 * mass(() => true));
    await model.dispose();
  });

  test('handtrack: loops and non-maximum suppression give values, and no gradients', async () => {
    const model = await load('handtrack', 'wasm');
    const [input] = model.inputs;
    // Its placeholder leaves height and width free, its signature does not.
    expect(input).toEqual({ name: 'input_tensor', dtype: 'int32', shape: [null, 3, 320, 320], layout: 'nhwc' });
    const output = model.outputs.find(({ name }) => name === 'Identity_4')!;
    expect(output.shape).toEqual([null, 100]);
    const image: Tensor = {
      dtype: 'int64',
      data: BigInt64Array.from(normalTensor([3 * 320 * 320], 1).data, (value) => BigInt(Math.round(127 + 40 * value))),
      shape: [1, 3, 320, 320],
      layout: 'nchw',
    };
    const { Identity_4: scores } = await model.run({ input_tensor: image }, ['Identity_4']);
    expect(scores!.shape).toEqual([1, 100]);
    expect(floats(scores).every((value) => value >= 0 && value <= 1)).toBe(true);
    await expect(
      model.vjp({ input_tensor: image }, { Identity_4: { top: 1 } }, ['input_tensor']),
    ).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('floats') as string });
    await model.dispose();
  });
});
