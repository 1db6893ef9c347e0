import { describe, expect, test } from 'vitest';
import type { DifferentiableModel } from '../src/model.js';
import { objectiveOf, scoreOutput } from '../src/objective.js';
import type { Objective, ObjectiveOptions } from '../src/objective.js';
import { ranked } from '../src/target-weights.js';
import type { Target } from '../src/target.js';
import {
  classifierModel,
  graphModel,
  normalTensor,
  polynomialModel,
  segmenterModel,
  sigmoidClassifierModel,
  softmaxClassifierModel,
  upsampleNearest,
} from '../src/testing/index.js';
import { asFloat, floatTensor } from '../src/tensor.js';
import type { FloatTensor } from '../src/tensor.js';

const logits: ObjectiveOptions = { of: 'logits', region: 'predicted' };
const probabilities: ObjectiveOptions = { of: 'probabilities', region: 'predicted' };
const pictures = normalTensor([2, 2, 6, 6], 1);

async function valuesOf(model: DifferentiableModel, tensor: string, input: FloatTensor): Promise<FloatTensor> {
  return asFloat((await model.run({ input }, [tensor]))[tensor], tensor);
}

const softmax = (scores: ArrayLike<number>): number[] => {
  const powers = Array.from(scores, Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b));
};

describe('classes of a network that ends in logits', () => {
  const model = classifierModel();

  test('logits as they are', async () => {
    const objective = objectiveOf(model, { class: 2 }, logits);
    const values = await valuesOf(model, objective.tensor, pictures);
    const { resolved, cotangent, scores } = objective.aim(values);
    expect(objective.tensor).toBe('logits');
    expect(resolved).toEqual(
      [0, 1].map((row) => ({
        target: '2',
        index: 2,
        score: values.data[row * 3 + 2],
        quantity: 'logit',
        tensor: 'logits',
      })),
    );
    expect([...cotangent.data]).toEqual([0, 0, 1, 0, 0, 1]);
    expect([...scores(floatTensor(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), [3, 3]), 1)]).toEqual([3, 6, 9]);
    expect(objective.blind(2)).toEqual(cotangent);
  });

  test('probabilities by a softmax on the host, which needs values', async () => {
    const objective = objectiveOf(model, { class: 2 }, probabilities);
    const values = await valuesOf(model, objective.tensor, pictures);
    const { resolved } = objective.aim(values);
    expect(objective.blind(2)).toBeNull();
    [0, 1].forEach((row) => {
      const expected = softmax(values.data.subarray(row * 3, row * 3 + 3))[2]!;
      expect(resolved[row]).toMatchObject({ index: 2, quantity: 'probability', tensor: 'logits' });
      expect(resolved[row]!.score).toBeCloseTo(expected, 6);
    });
  });

  test('top:k: the k-th largest of each row, the first of equals', () => {
    const values = floatTensor(Float32Array.of(1, 3, 2, 5, 4, 5), [2, 3]);
    const indices = [1, 2, 3].map((top) =>
      objectiveOf(model, { top }, logits)
        .aim(values)
        .resolved.map(({ index }) => index),
    );
    expect(indices).toEqual([
      [1, 0],
      [2, 2],
      [0, 1],
    ]);
    expect(objectiveOf(model, { top: 2 }, logits).blind(2)).toEqual({ top: 2 });
  });

  test('a contrast is the difference of its classes', async () => {
    for (const options of [logits, probabilities]) {
      const aims = await Promise.all(
        [{ contrast: [2, 0] } as const, { class: 2 }, { class: 0 }].map(async (target: Target) => {
          const objective = objectiveOf(model, target, options);
          return objective.aim(await valuesOf(model, objective.tensor, pictures));
        }),
      );
      const [contrast, first, second] = aims as [(typeof aims)[0], (typeof aims)[0], (typeof aims)[0]];
      contrast.resolved.forEach((row, i) => {
        expect(row).toMatchObject({ target: '2-0', index: null });
        expect(row.score).toBeCloseTo(first.resolved[i]!.score - second.resolved[i]!.score, 6);
      });
      contrast.cotangent.data.forEach((value, i) =>
        expect(value).toBeCloseTo(first.cotangent.data[i]! - second.cotangent.data[i]!, 6),
      );
    }
  });
});

describe('classes of a network that ends in probabilities', () => {
  test('softmax: probabilities are made of the logits, in double precision', () => {
    const model = softmaxClassifierModel();
    expect(objectiveOf(model, { class: 0 }, logits).tensor).toBe('logits');
    const after = objectiveOf(model, { class: 0 }, probabilities);
    expect(after.tensor).toBe('logits');
    expect(after.blind(1)).toBeNull();
    // 1 - 1 / (1 + 2 exp(-20)): float32 would give exactly 1.
    const sure = after.aim(floatTensor(Float32Array.of(20, 0, 0), [1, 3])).resolved[0]!.score;
    expect(1 - sure).toBeCloseTo(2 * Math.exp(-20), 12);
    expect(sure).toBeLessThan(1);
  });

  test('sigmoid: one class, which is always the top one', () => {
    const model = sigmoidClassifierModel();
    expect(objectiveOf(model, { top: 1 }, logits).tensor).toBe('logit');
    expect(objectiveOf(model, { top: 1 }, probabilities).tensor).toBe('logit');
    const { resolved } = objectiveOf(model, { top: 1 }, probabilities).aim(floatTensor(Float32Array.of(0), [1, 1]));
    expect(resolved[0]).toMatchObject({ index: 0, score: 0.5, quantity: 'probability' });
  });

  test('a single logit: a sigmoid on the host', () => {
    const { resolved } = objectiveOf(polynomialModel(), { class: 0 }, probabilities).aim(
      floatTensor(Float32Array.of(Math.log(3)), [1, 1]),
    );
    expect(resolved[0]!.score).toBeCloseTo(0.75, 6);
  });
});

describe('the cotangent against central differences of the score', () => {
  const scores = segmenterModel();
  const cases: [string, Objective, FloatTensor][] = [
    ['logit', objectiveOf(classifierModel(), { class: 1 }, logits), normalTensor([2, 3], 5)],
    ['softmax on the host', objectiveOf(classifierModel(), { class: 1 }, probabilities), normalTensor([2, 3], 5)],
    [
      'softmax on the host, contrast',
      objectiveOf(classifierModel(), { contrast: [0, 1] }, probabilities),
      normalTensor([2, 3], 5),
    ],
    ['softmax on the host, second', objectiveOf(classifierModel(), { top: 2 }, probabilities), normalTensor([2, 3], 5)],
    ['sigmoid on the host', objectiveOf(polynomialModel(), { class: 0 }, probabilities), normalTensor([2, 1], 5)],
    ['spatial logits', objectiveOf(scores, { top: 1 }, logits), normalTensor([1, 3, 4, 4], 5)],
    ['spatial softmax', objectiveOf(scores, { class: 2 }, probabilities), normalTensor([1, 3, 4, 4], 5)],
    ['spatial contrast', objectiveOf(scores, { contrast: [1, 2] }, probabilities), normalTensor([1, 3, 4, 4], 5)],
    ['one number', objectiveOf(scores, { output: 'scores', index: [1, 2, 3] }, logits), normalTensor([1, 3, 4, 4], 5)],
    ['a channel', objectiveOf(scores, { layer: 'bottom', channel: 1 }, logits), normalTensor([2, 3, 2, 2], 5)],
  ];

  test.each(cases)('%s', (_, objective, values) => {
    const { cotangent, scores: scoresOf } = objective.aim(values);
    const [rows] = values.shape as [number];
    const size = values.data.length / rows;
    const step = 0.02;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < size; i++) {
        const moved = (distance: number): number => {
          const data = values.data.slice(row * size, (row + 1) * size);
          data[i]! += distance;
          return scoresOf(floatTensor(data, [1, ...values.shape.slice(1)]), row)[0]!;
        };
        // Off by step^2 / 6 of a third derivative under 1 / 8 for a softmax, and by 1e-7 / step.
        expect(cotangent.data[row * size + i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 4);
      }
    }
  });
});

describe('classes of a spatial output', () => {
  const model = segmenterModel();
  // Predicted: 1 1 / 2 0 in the top left corner, 0 elsewhere.
  const values = floatTensor(new Float32Array(3 * 16), [1, 3, 4, 4]);
  values.data.fill(1, 0, 16);
  values.data[16 + 0] = 2;
  values.data[16 + 1] = 3;
  values.data[32 + 4] = 4;
  const positions = (cotangent: FloatTensor): [number, number][] =>
    [...cotangent.data.entries()].filter(([, weight]) => weight !== 0).map(([at, weight]) => [at, weight]);

  test('over the pixels where the class is predicted', () => {
    const { resolved, cotangent } = objectiveOf(model, { class: 1 }, logits).aim(values);
    expect(resolved[0]).toMatchObject({ index: 1, score: 5, quantity: 'logit', tensor: 'scores' });
    expect(positions(cotangent)).toEqual([
      [16, 1],
      [17, 1],
    ]);
  });

  test('top: the class predicted at most pixels', () => {
    const tops = [1, 2, 3].map((top) => objectiveOf(model, { top }, logits).aim(values).resolved[0]);
    expect(tops.map((resolved) => resolved!.index)).toEqual([0, 1, 2]);
    expect(tops[0]!.score).toBe(13);
  });

  test('a contrast is taken where its first class is predicted', () => {
    const { resolved, cotangent } = objectiveOf(model, { contrast: [1, 0] }, logits).aim(values);
    expect(resolved[0]).toMatchObject({ index: null, score: 2 + 3 - 1 - 1 });
    expect(positions(cotangent)).toEqual([
      [0, -1],
      [1, -1],
      [16, 1],
      [17, 1],
    ]);
  });

  test('at one pixel, x before y', () => {
    const { cotangent } = objectiveOf(model, { class: 2 }, { of: 'logits', region: { point: [1, 2] } }).aim(values);
    expect(positions(cotangent)).toEqual([[32 + 2 * 4 + 1, 1]]);
  });

  test('over a mask, by its weights', () => {
    const mask = floatTensor(new Float32Array(16), [4, 4]);
    mask.data[3] = 0.5;
    mask.data[4] = 2;
    const { resolved, cotangent } = objectiveOf(model, { class: 2 }, { of: 'logits', region: { mask } }).aim(values);
    expect(positions(cotangent)).toEqual([
      [35, 0.5],
      [36, 2],
    ]);
    expect(resolved[0]).toMatchObject({ index: 2, score: 8 });
  });

  test('a single channel is predicted where it is above one half', () => {
    const single = graphModel({
      input: { name: 'input', shape: [1, 1, 3] },
      nodes: [{ name: 'scores', op: upsampleNearest(1), inputs: ['input'] }],
      outputs: ['scores'],
    });
    const found = floatTensor(Float32Array.of(-0.1, 0.1, 0), [1, 1, 1, 3]);
    expect(positions(objectiveOf(single, { class: 0 }, logits).aim(found).cotangent)).toEqual([[1, 1]]);
    const weights = objectiveOf(single, { top: 1 }, probabilities).aim(found);
    expect(weights.resolved[0]!.score).toBeCloseTo(1 / (1 + Math.exp(-0.1)), 6);
  });

  test('a class that is predicted nowhere, and an empty mask', () => {
    const nowhere = floatTensor(values.data.slice(), values.shape);
    nowhere.data.fill(-1, 32);
    expect(() => objectiveOf(model, { class: 2 }, logits).aim(nowhere)).toThrow(
      /Class 2 is predicted nowhere in picture 0/,
    );
    const mask = floatTensor(new Float32Array(16), [4, 4]);
    expect(() => objectiveOf(model, { class: 2 }, { of: 'logits', region: { mask } }).aim(values)).toThrow(
      /mask is empty/,
    );
  });
});

describe('elements', () => {
  const model = segmenterModel();
  const values = normalTensor([2, 3, 4, 4], 2);

  test('one number of an output', () => {
    const { resolved } = objectiveOf(model, { output: 'scores', index: [2, 1, 3] }, probabilities).aim(values);
    expect(resolved[1]).toEqual({
      target: 'output:scores[2,1,3]',
      index: null,
      score: values.data[48 + 32 + 4 + 3],
      quantity: 'value',
      tensor: 'scores',
    });
  });

  test('a channel of a layer is summed over its positions; a neuron is one of them', () => {
    const inner = normalTensor([2, 3, 2, 2], 3);
    const sum = objectiveOf(model, { layer: 'bottom', channel: 1 }, logits).aim(inner).resolved;
    expect(sum[1]!.score).toBeCloseTo(
      inner.data.slice(12 + 4, 12 + 8).reduce((a, b) => a + b),
      6,
    );
    const one = objectiveOf(model, { layer: 'bottom', channel: 1, position: [1, 0] }, logits).aim(inner).resolved;
    expect(one[1]).toMatchObject({ target: 'layer:bottom[1,1,0]', score: inner.data[12 + 4 + 2] });
  });
});

describe('errors name what there is', () => {
  const classifier = classifierModel();
  const segmenter = segmenterModel();

  test.each<[string, DifferentiableModel, Target, Partial<ObjectiveOptions>, RegExp]>([
    [
      'a class out of range',
      classifier,
      { class: 3 },
      {},
      /Target '3' is out of range: 'logits' has 3 classes, 0 to 2/,
    ],
    ['no class', classifier, { class: -1 }, {}, /out of range/],
    ['half a class', classifier, { class: 0.5 }, {}, /out of range/],
    ['the second of a contrast', classifier, { contrast: [0, 7] }, {}, /Target '0-7' is out of range/],
    ['a contrast with itself', classifier, { contrast: [1, 1] }, {}, /two different classes/],
    ['a rank out of range', classifier, { top: 4 }, {}, /Target 'top:4' is out of range/],
    ['rank 0', classifier, { top: 0 }, {}, /out of range/],
    [
      'an unknown output',
      classifier,
      { output: 'logit', index: [0] },
      {},
      /no output 'logit'.*Did you mean 'logits'\?/,
    ],
    [
      'too few indices',
      segmenter,
      { output: 'scores', index: [0] },
      {},
      /'output:scores\[0\]' does not fit 'scores', whose shape is \[N, 3, 4, 4\]/,
    ],
    ['an index out of range', segmenter, { output: 'scores', index: [0, 4, 0] }, {}, /does not fit/],
    ['an unknown layer', segmenter, { layer: 'botom', channel: 0 }, {}, /no layer 'botom'.*Did you mean 'bottom'\?/],
    ['a channel out of range', segmenter, { layer: 'bottom', channel: 3 }, {}, /does not fit 'bottom'/],
    ['a position on a vector', classifier, { layer: 'flat', channel: 0, position: [0, 0] }, {}, /does not fit 'flat'/],
    [
      'a pixel outside',
      segmenter,
      { class: 0 },
      { region: { point: [4, 0] } },
      /pixel 4,0 lies outside the output, which is 4 wide and 4 high/,
    ],
    ['half a pixel', segmenter, { class: 0 }, { region: { point: [0.5, 0] } }, /lies outside/],
    [
      'a mask of another size',
      segmenter,
      { class: 0 },
      { region: { mask: normalTensor([2, 8]) } },
      /size, \[4, 4\], but its shape is \[2, 8\]/,
    ],
    ['a region of a vector', classifier, { class: 0 }, { region: { point: [0, 0] } }, /'logits' has shape \[N, 3\]/],
    [
      'a region of an element',
      segmenter,
      { layer: 'bottom', channel: 0 },
      { region: { point: [0, 0] } },
      /applies to a class/,
    ],
  ])('%s', (_, model, target, options, message) => {
    const act = (): Objective => objectiveOf(model, target, { ...logits, ...options });
    expect(act).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(act).toThrow(message);
  });

  test('an output that holds no class scores', () => {
    const sequence = {
      ...classifier,
      outputs: [{ name: 'boxes', dtype: 'float32', shape: [null, 6, 80], layout: null } as const],
    };
    expect(() => objectiveOf(sequence, { class: 0 }, logits)).toThrow(
      /'boxes' has shape \[N, 6, 80\]. Use output:NAME/,
    );
    const integers = {
      ...classifier,
      outputs: [{ name: 'winner', dtype: 'int64', shape: [null], layout: null } as const],
    };
    expect(() => objectiveOf(integers, { class: 0 }, logits)).toThrow(/none/);
    expect(() => objectiveOf(integers, { output: 'winner', index: [] }, logits)).toThrow(/'winner' is int64/);
  });
});

test('the score output: the first vector, else the first map, else the first', () => {
  const output = (name: string, ...shape: (number | null)[]) => ({
    name,
    dtype: 'float32' as const,
    shape,
    layout: null,
  });
  const with_ = (...outputs: ReturnType<typeof output>[]) => ({ ...classifierModel(), outputs });
  expect(scoreOutput(with_(output('map', null, 3, 4, 4), output('vector', null, 3))).name).toBe('vector');
  expect(scoreOutput(with_(output('boxes', null, 6, 80), output('map', null, 3, 4, 4))).name).toBe('map');
  expect(scoreOutput(with_(output('boxes', null, 6, 80))).name).toBe('boxes');
});

test('ranked: by falling value, the first of equals first', () => {
  expect(ranked([1, 3, 2, 3])).toEqual([1, 3, 2, 0]);
});
