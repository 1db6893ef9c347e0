import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { ablationCam, ablationCamStream } from '../../src/methods/cam/ablation-cam.js';
import { reciproCam } from '../../src/methods/cam/recipro-cam.js';
import { scoreCam, scoreCamStream } from '../../src/methods/cam/score-cam.js';
import {
  classifierModel,
  convolution,
  dense,
  flatten,
  globalAveragePool,
  graphModel,
  normalTensor,
  relu,
  segmenterModel,
} from '../../src/testing/index.js';
import type { GraphModel, Op } from '../../src/testing/index.js';
import { floatTensor } from '../../src/tensor.js';
import { distance, sum } from './features.js';
import { ask, definitions, inputFor, slowAblation, slowRecipro, slowScore, weighed } from './gradient-free.js';
import type { Asked } from './gradient-free.js';

/** `features` [N, 5, 4, 4], of which channel 1 is zero and channel 3 is 2 everywhere; a linear head. */
function partlyDeadModel(head: readonly number[] = [1, -2, 0.5, 3, -1]): GraphModel {
  const weights = [1, 0, -0.5, 0, 2];
  return graphModel({
    input: { name: 'input', shape: [1, 4, 4] },
    nodes: [
      { name: 'conv', op: convolution(weights, [5, 1, 1], { bias: [0.25, -1, 1, 2, 0.5] }), inputs: ['input'] },
      { name: 'features', op: relu, inputs: ['conv'] },
      { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
      { name: 'flat', op: flatten, inputs: ['pooled'] },
      { name: 'logits', op: dense([...head, 0, 0, 0, 0, 0], [0, 0]), inputs: ['flat'] },
    ],
    outputs: ['logits'],
  });
}

describe('channels', () => {
  const input = normalTensor([1, 1, 4, 4], 5);
  const options = { target: { class: 0 }, upsampling: 'none', keepSign: true } as const;

  test('zero ones are not run by ablation-cam, and the rest is as by the definition', async () => {
    const model = partlyDeadModel();
    const { values, notes } = await ablationCam(model, input, options);
    expect(model.counts.rows['logits']).toBe(1 + 1 + 4);
    const slow = await slowAblation(await ask(partlyDeadModel(), input, options.target, 'features'), input);
    expect(distance(values.data, slow)).toBeLessThan(1e-6);
    expect(notes).toEqual([]);
  });

  test('constant ones are not run by score-cam, and have no weight', async () => {
    const model = partlyDeadModel();
    const { values } = await scoreCam(model, input, options);
    expect(model.counts.rows['logits']).toBe(1 + 3);
    const slow = await slowScore(await ask(partlyDeadModel(), input, options.target, 'features'), input);
    expect(distance(values.data, slow)).toBeLessThan(1e-6);
  });

  test('where none is left, score-cam is empty, streamed too', async () => {
    const flat = floatTensor(new Float32Array(16).fill(1), [1, 1, 4, 4]);
    const model = partlyDeadModel();
    expect((await scoreCam(model, flat, options)).values.data).toEqual(new Float32Array(16));
    expect(model.counts.run).toBe(1);
    const streamed = [];
    for await (const partial of scoreCamStream(model, flat, options)) streamed.push(partial);
    expect(streamed).toHaveLength(1);
  });

  test.each([ablationCam, scoreCam])(
    '$name: the n with the largest sum of squares, and the result says so',
    async (explain) => {
      const { A } = await ask(partlyDeadModel(), input, options.target, 'features');
      const energy = A.map((plane) => sum(plane.map((value) => value ** 2)));
      const worth = [0, 2, 3, 4].filter((k) => explain === ablationCam || k !== 3);
      const kept = worth.sort((a, b) => energy[b]! - energy[a]!).slice(0, 2);
      const model = partlyDeadModel();
      const found = await explain(model, input, { ...options, topChannels: 2 });
      expect(found.options).toMatchObject({ topChannels: 2 });
      expect(found.notes).toEqual(['Only the 2 of 5 channels with the largest sum of squares were tried.']);
      expect(model.counts.rows['logits']).toBe(1 + 2 + (explain === ablationCam ? 1 : 0));
      // The other channels have no weight: as if they were not there.
      const asked = await ask(partlyDeadModel(), input, options.target, 'features');
      const only = { ...asked, A: A.map((plane, k) => (kept.includes(k) ? plane : plane.map(() => 0))) };
      const expected =
        explain === scoreCam
          ? await slowScore(only, input)
          : await slowAblation(
              {
                ...only,
                withFeatures: (changed) =>
                  asked.withFeatures(changed.map((plane, k) => (kept.includes(k) ? plane : A[k]!))),
              },
              input,
            );
      expect(distance(found.values.data, expected)).toBeLessThan(1e-6);
    },
  );

  test('more than there are is all of them', async () => {
    const all = await ablationCam(partlyDeadModel(), input, options);
    expect(await ablationCam(partlyDeadModel(), input, { ...options, topChannels: 99 })).toEqual(all);
    expect(all.options).toMatchObject({ topChannels: 5 });
    await expect(ablationCam(partlyDeadModel(), input, { topChannels: 0 })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('the sign and size of the score that ablation-cam divides by', () => {
  const input = normalTensor([1, 1, 4, 4], 5);

  test('0: no weights, and the result says so', async () => {
    const { values, notes } = await ablationCam(partlyDeadModel(), input, { target: { class: 1 }, upsampling: 'none' });
    expect(values.data).toEqual(new Float32Array(16));
    expect(notes).toEqual(['A score of 0 has no shares that could be lost: its map is empty.']);
  });

  test('negative: the shares of what makes it smaller, and the result says so', async () => {
    const options = { target: { class: 0 }, upsampling: 'none', keepSign: true } as const;
    const one = await ablationCam(partlyDeadModel(), input, options);
    const other = await ablationCam(partlyDeadModel([-1, 2, -0.5, -3, 1]), input, options);
    expect(Math.sign(one.targets[0]!.score)).toBe(-Math.sign(other.targets[0]!.score));
    expect(other.values).toEqual(one.values);
    const negative = one.targets[0]!.score < 0 ? one : other;
    expect(negative.notes).toEqual(['The score is negative, and divided by: the map shows what makes it smaller.']);
  });
});

test('for a linear head, ablation-cam is the class activation map divided by the score and the positions', async () => {
  const input = normalTensor([1, 1, 4, 4], 5);
  const { values, targets } = await ablationCam(partlyDeadModel(), input, {
    target: { class: 0 },
    upsampling: 'none',
    keepSign: true,
  });
  const { A } = await ask(partlyDeadModel(), input, { class: 0 }, 'features');
  const share = [1, -2, 0.5, 3, -1].map((weight, k) => (weight * sum(A[k]!)) / 16 / targets[0]!.score);
  expect(distance(values.data, weighed(A, share))).toBeLessThan(1e-6);
});

describe('recipro-cam', () => {
  test('the position alone', async () => {
    const model = segmenterModel();
    const input = inputFor(model, 1);
    const options = { target: { class: 1 }, layer: 'bottom', mask: 'point', of: 'logits', upsampling: 'none' } as const;
    const { values, options: stated } = await reciproCam(model, input, options);
    const asked = await ask(segmenterModel(), input, options.target, 'bottom');
    const slow = await slowRecipro((down, right) => (down === 0 && right === 0 ? 1 : 0))(asked, input);
    expect(distance(values.data, slow)).toBeLessThan(1e-6);
    expect(stated).toMatchObject({ mask: 'point', of: 'logits' });
    expect(stated).not.toHaveProperty('keepSign');
  });

  test('scores keep their sign', async () => {
    const model = classifierModel();
    const { values } = await reciproCam(model, inputFor(model), {
      of: 'logits',
      upsampling: 'none',
      target: { top: 3 },
    });
    expect(Math.min(...values.data)).toBeLessThan(0);
  });
});

/** `tokens` [N, 1 + 9, 3]: a class token, then the positions of a 3x3 map of 3 channels; `logits` of all of them. */
function tokenModel(): GraphModel {
  const reorder = (name: string, forward: Op['forward'], kind: Op['kind']): Op => ({
    name,
    kind,
    forward,
    vjp: () => expect.unreachable(),
  });
  const transposed: Op['forward'] = ([value]) => {
    const { data, shape } = value!;
    const [channels = 0, cells = 0] = shape;
    return {
      data: data.map((_, i) => data[(i % channels) * cells + Math.floor(i / channels)]!),
      shape: [cells, channels],
    };
  };
  const model = graphModel({
    input: { name: 'input', shape: [1, 3, 3] },
    nodes: [
      { name: 'conv', op: convolution([1, -1, 0.5], [3, 1, 1], { bias: [0.5, 1, 0] }), inputs: ['input'] },
      {
        name: 'lines',
        op: reorder('Reshape', ([map]) => ({ ...map!, shape: [3, 9] }), 'shape'),
        inputs: ['conv'],
      },
      { name: 'patches', op: reorder('Transpose', transposed, 'shape'), inputs: ['lines'] },
      {
        name: 'tokens',
        op: reorder(
          'Concat',
          ([tokens]) => ({ data: Float32Array.of(1, -2, 3, ...tokens!.data), shape: [10, 3] }),
          'concat',
        ),
        inputs: ['patches'],
      },
      { name: 'bent', op: relu, inputs: ['tokens'] },
      {
        name: 'logits',
        op: dense(
          Array.from({ length: 60 }, (_, i) => ((i * 7) % 11) - 4),
          [1, 2],
        ),
        inputs: ['bent'],
      },
    ],
    outputs: ['logits'],
  });
  const more: Record<string, object> = {
    patches: { permutation: [0, 2, 1] },
    tokens: { placement: { axis: 1, starts: [1] } },
  };
  return { ...model, layers: model.layers.map((layer) => ({ ...layer, ...more[layer.name] })) };
}

describe('tokens', () => {
  const input = normalTensor([1, 1, 3, 3], 6);

  /** The score with the features of the map replaced, the class token as it was. */
  async function askTokens(target: { class: number }): Promise<Asked> {
    const model = tokenModel();
    const { tokens, logits } = await model.run({ input }, ['tokens', 'logits']);
    const data = tokens!.data as Float32Array;
    const A = [0, 1, 2].map((k) => Array.from({ length: 9 }, (_, p) => data[(1 + p) * 3 + k]!));
    return {
      A,
      shape: [1, 3, 3, 3],
      y: logits!.data[target.class] as number,
      withInput: async (changed) =>
        (await model.run({ input: changed }, ['logits']))['logits']!.data[target.class] as number,
      withFeatures: async (changed) => {
        const fed = data.map((value, i) => (i < 3 ? value : changed[i % 3]![Math.floor(i / 3) - 1]!));
        const { logits: found } = await model.run({ tokens: floatTensor(fed, [1, 10, 3]) }, ['logits']);
        return found!.data[target.class] as number;
      },
    };
  }

  test.each(Object.entries(definitions))(
    '%s: the positions are changed, the class token is kept',
    async (_, { explain, slow }) => {
      const target = { class: 1 };
      const options = { target, layer: 'tokens', of: 'logits', upsampling: 'none', keepSign: true } as const;
      const { values } = await explain(tokenModel(), input, options);
      expect(values.shape).toEqual([1, 3, 3]);
      expect(distance(values.data, await slow(await askTokens(target), input))).toBeLessThan(1e-6);
    },
  );
});

describe('streams', () => {
  const options = { target: { class: 1 }, batchSize: 1, keepSign: true } as const;

  test.each([
    ['ablation-cam', ablationCam, ablationCamStream, 1 + 4],
    ['score-cam', scoreCam, scoreCamStream, 4],
  ] as const)(
    '%s: after every batch, the strongest channels first, and at last the result',
    async (_, explain, stream, steps) => {
      const model = classifierModel();
      const input = inputFor(model, 1);
      const partial: Attribution[] = [];
      for await (const attribution of stream(model, input, options)) partial.push(attribution);
      expect(partial).toHaveLength(steps);
      expect(partial.at(-1)).toEqual(await explain(classifierModel(), input, options));
      const best = await explain(classifierModel(), input, { ...options, topChannels: 2 });
      expect(partial[steps - 3]!.values).toEqual(best.values);
    },
  );

  test('a list of targets streams lists', async () => {
    const model = classifierModel();
    for await (const partial of ablationCamStream(model, inputFor(model), { target: [{ class: 0 }, { class: 2 }] })) {
      expect(partial.map(({ targets }) => targets[0]!.index)).toEqual([0, 2]);
    }
  });
});

test('score-cam says what inputs it takes', async () => {
  const model = graphModel({
    input: { name: 'input', shape: [4] },
    nodes: [{ name: 'y', op: dense([1, 2, 3, 4], [0]), inputs: ['input'] }],
    outputs: ['y'],
  });
  await expect(scoreCam(model, normalTensor([1, 4]))).rejects.toMatchObject({ code: 'input-invalid' });
});
