import { expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { gaussianBlur } from '../../src/image/gaussian-blur.js';
import type { Baseline } from '../../src/methods/gradient/baselines.js';
import { integratedGradients } from '../../src/methods/gradient/integrated-gradients.js';
import type { IntegratedGradientsOptions } from '../../src/methods/gradient/integrated-gradients.js';
import { classifierModel, dense, graphModel, normalTensor, polynomialModel } from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';

const pictures = normalTensor([2, 2, 6, 6], 3);
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const picture = rows(pictures, 0, 1);
const from = async (
  baseline: Baseline | readonly Baseline[],
  options: IntegratedGradientsOptions = {},
): Promise<Attribution> =>
  (await integratedGradients(classifierModel(), picture, {
    target: { class: 1 },
    steps: 6,
    ...options,
    baseline,
  })) as Attribution;
const planes = (...values: number[]): FloatTensor =>
  floatTensor(
    Float32Array.from({ length: 72 }, (_, i) => values[Math.floor(i / 36)]!),
    [1, 2, 6, 6],
  );
const pixelRange = { black: [-2, -1.5], white: [2.5, 3] };
const means = [0, 1].map((channel) => sum(picture.data.slice(channel * 36, channel * 36 + 36)) / 36);

test.each<[Baseline, FloatTensor]>([
  ['zero', planes(0, 0)],
  ['black', planes(-2, -1.5)],
  ['white', planes(2.5, 3)],
  ['mean', planes(...means)],
  ['blur', { ...picture, data: gaussianBlur(picture.data, 6, 6, 0.25 * 6) }],
])('%s is what it says', async (name, values) => {
  const named = await from(name, { pixelRange, blurSigma: 0.25 });
  const given = await from(values, { pixelRange });
  expect(named.values.data).toEqual(given.values.data);
  expect(named.checks).toEqual(given.checks);
  expect(named.options['baseline']).toBe(name);
  expect(named.notes).toEqual([]);
});

test('black is zero where nobody says what it is, and that is said', async () => {
  const unknown = await from('black');
  expect(unknown.values.data).toEqual((await from('zero')).values.data);
  expect(unknown.notes).toEqual(['What black is to the network is not known: the baseline is zero in its own units.']);
  expect((await integratedGradients(classifierModel(), picture, { steps: 1 })).notes).toHaveLength(1);
});

test('noise is within the range of each channel, another for each seed and place in the list, the same for the same seed', async () => {
  const [a, b, c] = [await from('noise'), await from('noise'), await from('noise', { seed: 1 })];
  expect(b.values.data).toEqual(a.values.data);
  expect(c.values.data).not.toEqual(a.values.data);
  expect((await from(['noise', 'noise'])).values.data).not.toEqual(a.values.data);
  // With one step, values / gradient = x - b.
  const model = graphModel({
    input: { name: 'input', shape: [2, 6, 6] },
    nodes: [{ name: 'y', op: dense(new Array<number>(72).fill(1), [0]), inputs: ['input'] }],
    outputs: ['y'],
  });
  const { values } = await integratedGradients(model, picture, { baseline: 'noise', steps: 1 });
  for (const channel of [0, 1]) {
    const xs = picture.data.slice(channel * 36, channel * 36 + 36);
    const noise = xs.map((x, i) => x - values.data[channel * 36 + i]!);
    expect(Math.min(...noise)).toBeGreaterThanOrEqual(Math.min(...xs) - 1e-6);
    expect(Math.max(...noise)).toBeLessThanOrEqual(Math.max(...xs) + 1e-6);
    expect(new Set(noise).size).toBeGreaterThan(30);
  }
});

test('over several, the mean; the gap is to the mean score of them', async () => {
  const list = ['zero', 'white', normalTensor([1, 2, 6, 6], 9)] as const;
  const together = await from(list, { pixelRange });
  const each = await Promise.all(list.map((baseline) => from(baseline, { pixelRange })));
  together.values.data.forEach((value, i) =>
    expect(value).toBeCloseTo(sum(each.map(({ values }) => values.data[i]!)) / 3, 6),
  );
  expect(together.checks['convergenceDelta']).toBeCloseTo(
    sum(each.map(({ checks }) => checks['convergenceDelta']!)) / 3,
    6,
  );
});

test('values for each row, or one for all', async () => {
  const model = classifierModel();
  const baseline = normalTensor([2, 2, 6, 6], 12);
  const options = { steps: 4, target: { class: 0 } } as const;
  const both = await integratedGradients(model, pictures, { ...options, baseline });
  const second = await integratedGradients(model, rows(pictures, 1, 2), {
    ...options,
    baseline: rows(baseline, 1, 2),
  });
  expect(both.values.data.slice(72)).toEqual(second.values.data);
  const shared = await integratedGradients(model, pictures, { ...options, baseline: rows(baseline, 1, 2) });
  expect(shared.values.data.slice(72)).toEqual(second.values.data);
});

test.each<[string, FloatTensor, IntegratedGradientsOptions, string, RegExp]>([
  ['white of unknown pixels', picture, { baseline: 'white' }, 'usage', /'white' needs to know.*pixelRange/],
  ['an empty list', picture, { baseline: [] }, 'usage', /list of baselines is empty/],
  [
    'another shape',
    picture,
    { baseline: normalTensor([1, 2, 6, 5]) },
    'input-invalid',
    /shape \[1, 2, 6, 6\].*got \[1, 2, 6, 5\]/,
  ],
  ['another number of rows', picture, { baseline: pictures }, 'input-invalid', /got \[2, 2, 6, 6\]/],
  ['NaN', picture, { baseline: planes(Number.NaN, 0) }, 'input-invalid', /not finite/],
  ['a range of other channels', picture, { pixelRange: { black: [0, 0, 0], white: [1, 1, 1] } }, 'usage', /3 channels/],
  ['a name', picture, { baseline: 'blak' as Baseline }, 'usage', /one of black, .*or a tensor.*Did you mean 'black'/],
  ['no tensor', picture, { baseline: { data: [0] } as unknown as Baseline }, 'usage', /'baseline' should be/],
  ['steps', picture, { steps: 0 }, 'usage', /'steps' should be 1 or more/],
  ['quadrature', picture, { quadrature: 'simpson' as 'midpoint' }, 'usage', /'quadrature' should be one of/],
  ['tolerance', picture, { tolerance: -1 }, 'usage', /'tolerance' should be 0 or more/],
  ['batchSize', picture, { batchSize: 0 }, 'usage', /'batchSize' should be 1 or more/],
])('refused before work begins: %s', async (_, input, options, code, message) => {
  const model = classifierModel();
  await expect(integratedGradients(model, input, options)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(model.counts).toEqual({ run: 0, vjp: 0, rows: {} });
});

test.each(['mean', 'blur', 'noise'] as const)('%s is refused for a vector', async (baseline) => {
  await expect(integratedGradients(polynomialModel(), normalTensor([1, 3]), { baseline })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/is for .*but the input's shape is \[1, 3\]/),
  });
});
