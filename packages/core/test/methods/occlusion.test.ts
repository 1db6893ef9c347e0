import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import type { Fill } from '../../src/fill.js';
import { occlusion, occlusionStream } from '../../src/methods/perturbation/occlusion.js';
import type { OcclusionOptions } from '../../src/methods/perturbation/occlusion.js';
import { slidingWindows } from '../../src/methods/perturbation/windows.js';
import type { Progress } from '../../src/progress.js';
import type { DifferentiableModel } from '../../src/model.js';
import {
  classifierModel,
  graphModel,
  dense,
  normalTensor,
  segmenterModel,
  softmaxClassifierModel,
} from '../../src/testing/index.js';
import { rows } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';

type Score = (row: FloatTensor) => Promise<number>;

/** By the definition, one window and one pixel at a time. */
async function slowOcclusion(
  row: FloatTensor,
  score: Score,
  [winH, winW]: [number, number],
  [stepY, stepX]: [number, number],
  fill: Fill,
): Promise<number[]> {
  const [, channels, height, width] = row.shape as [number, number, number, number];
  const whole = await score(row);
  const windows: { covers: (y: number, x: number) => boolean; difference: number }[] = [];
  for (let top = 0; ; top += stepY) {
    for (let left = 0; ; left += stepX) {
      const covers = (y: number, x: number): boolean => y >= top && y < top + winH && x >= left && x < left + winW;
      const data = row.data.map((value, i) => {
        const channel = Math.floor(i / (height * width));
        const plane = row.data.slice(channel * height * width, (channel + 1) * height * width);
        const mean = plane.reduce((a, b) => a + b, 0) / plane.length;
        const within = covers(Math.floor(i / width) % height, i % width);
        return within ? (fill === 'mean' ? mean : 0) : value;
      });
      windows.push({ covers, difference: whole - (await score({ ...row, data })) });
      if (left + winW >= width) break;
    }
    if (top + winH >= height) break;
  }
  expect(channels).toBeGreaterThan(0);
  return Array.from({ length: height * width }, (_, p) => {
    const above = windows.filter(({ covers }) => covers(Math.floor(p / width), p % width));
    expect(above.length).toBeGreaterThan(0);
    return above.reduce((sum, { difference }) => sum + difference, 0) / above.length;
  });
}

const pictures = normalTensor([2, 2, 6, 6], 3);

async function probability(model: DifferentiableModel, picture: FloatTensor, index: number): Promise<number> {
  const { logits } = await model.run({ input: picture }, ['logits']);
  const powers = Array.from(logits!.data as Float32Array, Math.exp);
  return powers[index]! / powers.reduce((a, b) => a + b);
}

describe('against the definition', () => {
  const model = classifierModel();

  test.each<[string, OcclusionOptions, [number, number], [number, number], Fill]>([
    ['windows that fit', { window: 2, stride: 2 }, [2, 2], [2, 2], 'mean'],
    ['windows that overlap', { window: 3, stride: 1 }, [3, 3], [1, 1], 'mean'],
    ['windows that are clipped at the border', { window: 4, stride: 3 }, [4, 4], [3, 3], 'mean'],
    ['oblong windows', { window: [3, 5], stride: [2, 1] }, [3, 5], [2, 1], 'mean'],
    ['one window over all', { window: 6, stride: 1 }, [6, 6], [1, 1], 'mean'],
    ['zero fill', { window: 2, stride: 1, fill: 'zero' }, [2, 2], [1, 1], 'zero'],
    ['a large window alone', { window: 5 }, [5, 5], [1, 1], 'mean'],
    ['default sizes: 20 % and 10 % of the side', {}, [1, 1], [1, 1], 'mean'],
  ])('%s', async (_, options, window, stride, fill) => {
    const { values, targets, form } = await occlusion(model, pictures, { ...options, target: { class: 1 } });
    expect(form).toBe('map');
    expect(values.shape).toEqual([2, 6, 6]);
    for (let row = 0; row < 2; row++) {
      const picture = rows(pictures, row, row + 1);
      const slow = await slowOcclusion(picture, (changed) => probability(model, changed, 1), window, stride, fill);
      // The map is rounded to float32.
      slow.forEach((value, p) => expect(values.data[row * 36 + p]).toBeCloseTo(value, 7));
      expect(targets[row]!.score).toBeCloseTo(await probability(model, picture, 1), 6);
    }
  });

  test('of logits', async () => {
    const score: Score = async (picture) =>
      (await model.run({ input: picture }, ['logits']))['logits']!.data[2] as number;
    const { values } = await occlusion(model, rows(pictures, 0, 1), {
      of: 'logits',
      target: { class: 2 },
      window: 3,
      stride: 2,
    });
    const slow = await slowOcclusion(rows(pictures, 0, 1), score, [3, 3], [2, 2], 'mean');
    slow.forEach((value, p) => expect(values.data[p]).toBeCloseTo(value, 5));
  });

  test('over the pixels of a spatial output that predict the class of the unchanged picture', async () => {
    const segmenter = segmenterModel();
    const picture = normalTensor([1, 1, 4, 4], 1);
    const before = (await segmenter.run({ input: picture }, ['scores']))['scores']!.data as Float32Array;
    const where = Array.from({ length: 16 }, (_, p) => [0, 16, 32].map((k) => before[k + p]!)).map(
      (scores) => scores[1] === Math.max(...scores),
    );
    expect(where.filter(Boolean).length).toBeGreaterThan(0);
    expect(where.filter(Boolean).length).toBeLessThan(16);
    const score: Score = async (changed) => {
      const data = (await segmenter.run({ input: changed }, ['scores']))['scores']!.data as Float32Array;
      return where.reduce((sum, inside, p) => sum + (inside ? data[16 + p]! : 0), 0);
    };
    const { values } = await occlusion(segmenter, picture, {
      of: 'logits',
      target: { class: 1 },
      window: 2,
      stride: 1,
    });
    const slow = await slowOcclusion(picture, score, [2, 2], [1, 1], 'mean');
    slow.forEach((value, p) => expect(values.data[p]).toBeCloseTo(value, 5));
  });
});

test('a linear score falls by weight times (x - fill), and pixels without weight count nothing', async () => {
  const weights = [1, 0, -2, 0.5];
  const model = graphModel({
    input: { name: 'input', shape: [1, 2, 2] },
    nodes: [{ name: 'y', op: dense(weights, [3]), inputs: ['input'] }],
    outputs: ['y'],
  });
  const picture = { ...normalTensor([1, 1, 2, 2]), data: Float32Array.of(4, 8, -2, 2) };
  const { values } = await occlusion(model, picture, { of: 'logits', window: 1, stride: 1 });
  // The mean is 3.
  expect([...values.data]).toEqual([1 * (4 - 3), 0, -2 * (-2 - 3), 0.5 * (2 - 3)]);
});

describe('what must not change the result', () => {
  const options = { window: 3, stride: 1, target: { class: 0 } } as const;

  test('the batch size, bit for bit', async () => {
    const model = softmaxClassifierModel();
    const one = await occlusion(model, pictures, { ...options, batchSize: 1 });
    for (const batchSize of [2, 5, 16, 100]) {
      expect((await occlusion(model, pictures, { ...options, batchSize })).values.data).toEqual(one.values.data);
    }
  });

  test('the other rows, bit for bit', async () => {
    const model = softmaxClassifierModel();
    const both = await occlusion(model, pictures, options);
    const second = await occlusion(model, rows(pictures, 1, 2), options);
    expect(second.values.data).toEqual(both.values.data.slice(36));
  });

  test('the order of the windows', async () => {
    const model = softmaxClassifierModel();
    const first = await occlusion(model, pictures, { ...options, seed: 1 });
    const other = await occlusion(model, pictures, { ...options, seed: 2 });
    // Sums of doubles in another order, rounded to float32.
    other.values.data.forEach((value, p) => expect(value).toBeCloseTo(first.values.data[p]!, 7));
    expect((await occlusion(model, pictures, { ...options, seed: 1 })).values.data).toEqual(first.values.data);
  });
});

test('several targets share the forwards, and each comes out as alone', async () => {
  const targets = [{ class: 0 }, { contrast: [1, 2] }, { top: 2 }, { layer: 'features', channel: 1 }] as const;
  const alone: Attribution[] = [];
  const single = classifierModel();
  for (const target of targets)
    alone.push(await occlusion(single, pictures, { target, window: 2, stride: 2, batchSize: 4 }));
  const shared = classifierModel();
  const together = await occlusion(shared, pictures, { target: targets, window: 2, stride: 2, batchSize: 4 });
  expect(together).toEqual(alone);
  // The unchanged pictures, then 9 windows on each of two pictures, four at a time.
  expect(shared.counts).toMatchObject({ run: 1 + 2 * 3, vjp: 0, rows: { conv: 2 + 2 * 9 } });
  expect(single.counts.rows['conv']).toBe(targets.length * (2 + 2 * 9));
});

test('a contrast is the difference of its classes', async () => {
  const [first, second, contrast] = (await occlusion(classifierModel(), pictures, {
    target: [{ class: 2 }, { class: 1 }, { contrast: [2, 1] }],
    window: 2,
    stride: 1,
  })) as [Attribution, Attribution, Attribution];
  contrast.values.data.forEach((value, p) =>
    expect(value).toBeCloseTo(first.values.data[p]! - second.values.data[p]!, 6),
  );
});

describe('streaming', () => {
  const options = { window: 2, stride: 1, batchSize: 4, target: { class: 1 } } as const;

  test('partial maps come after every batch, approach the result and end in it', async () => {
    const model = classifierModel();
    const final = await occlusion(model, pictures, options);
    const distances: number[] = [];
    let latest: Attribution | undefined;
    for await (const partial of occlusionStream(model, pictures, options)) {
      expect(partial.values).not.toBe(latest?.values);
      distances.push(Math.hypot(...partial.values.data.map((value, p) => value - final.values.data[p]!)));
      latest = partial;
    }
    expect(distances).toHaveLength(2 * Math.ceil(25 / 4));
    expect(latest).toEqual(final);
    expect(distances[6]!).toBeLessThan(0.9 * distances[0]!);
    expect(distances[12]!).toBeLessThan(0.5 * distances[6]!);
  });

  test('a partial map is the mean over the windows seen so far, and is not changed later', async () => {
    const maps: Float32Array[] = [];
    for await (const { values } of occlusionStream(classifierModel(), rows(pictures, 0, 1), {
      ...options,
      window: 3,
      stride: 3,
      batchSize: 1,
    })) {
      maps.push(values.data);
    }
    // Four windows that do not overlap: each step fills nine more pixels with one value.
    maps.forEach((map, i) => {
      expect(map.filter((value) => value !== 0)).toHaveLength(9 * (i + 1));
      if (i > 0) maps[i - 1]!.forEach((value, p) => value !== 0 && expect(map[p]).toBe(value));
    });
  });

  test('a list of targets streams lists', async () => {
    for await (const partial of occlusionStream(classifierModel(), pictures, {
      ...options,
      target: [{ class: 0 }, { class: 1 }],
    })) {
      expect(partial.map(({ targets }) => targets[0]!.index)).toEqual([0, 1]);
      break;
    }
  });

  test('progress counts the windows of all rows', async () => {
    const steps: Progress[] = [];
    await occlusion(classifierModel(), pictures, { ...options, batchSize: 10, onProgress: (step) => steps.push(step) });
    expect(steps.map(({ done }) => done)).toEqual([10, 20, 25, 35, 45, 50]);
    expect(steps.every(({ total, unit }) => total === 50 && unit === 'windows')).toBe(true);
  });

  test('a signal stops the work before the next batch', async () => {
    const model = classifierModel();
    const signal = { aborted: false, reason: 'enough' };
    const work = occlusion(model, pictures, {
      ...options,
      signal,
      onProgress: ({ done }) => (signal.aborted = done >= 8),
    });
    await expect(work).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(model.counts.run).toBe(1 + 2);
  });
});

describe('windows', () => {
  test('row by row; the last ones are clipped, and every pixel is under one', () => {
    expect(slidingWindows([5, 4], [2, 3], [2, 2])).toEqual([
      { top: 0, left: 0, bottom: 2, right: 3 },
      { top: 0, left: 2, bottom: 2, right: 4 },
      { top: 2, left: 0, bottom: 4, right: 3 },
      { top: 2, left: 2, bottom: 4, right: 4 },
      { top: 4, left: 0, bottom: 5, right: 3 },
      { top: 4, left: 2, bottom: 5, right: 4 },
    ]);
  });

  test.each<[OcclusionOptions, RegExp]>([
    [{ window: 7 }, /The window, 7 x 7, is larger than the network's input, 6 x 6/],
    [{ window: 2, stride: [2, 3] }, /The stride, 2 x 3, is larger than the window, 2 x 2, which leaves gaps/],
    [{ window: 0 }, /'window' should be 1 or more, but got 0/],
    [{ window: [2, 1.5] }, /'window' should be a whole number, but got 1.5/],
    [{ window: [2] as unknown as [number, number] }, /'window' should be a whole number, but got \[2\]/],
    [{ stride: Number.NaN }, /'stride' should be a whole number/],
    [{ batchSize: 0 }, /'batchSize' should be 1 or more/],
    [{ fill: 'maen' as Fill }, /'fill' should be one of mean, zero, but got "maen". Did you mean 'mean'\?/],
    [{ seed: -1 }, /'seed' should be 0 or more/],
  ])('%o is refused before work begins', async (options, message) => {
    const model = classifierModel();
    const work = occlusion(model, pictures, options);
    await expect(work).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching(message) });
    expect(model.counts.run).toBe(0);
  });

  test('defaults on a small oblong picture', async () => {
    const model = graphModel({
      input: { name: 'input', shape: [1, 3, 31] },
      nodes: [{ name: 'y', op: dense(new Array<number>(93).fill(1), [0]), inputs: ['input'] }],
      outputs: ['y'],
    });
    const { options } = await occlusion(model, normalTensor([1, 1, 3, 31]));
    expect(options).toMatchObject({ window: [1, 6], stride: [1, 3] });
  });
});

test('the record says every option, defaults included', async () => {
  const { method, options, layer } = await occlusion(classifierModel(), pictures);
  expect({ method, layer }).toEqual({ method: 'occlusion', layer: null });
  expect(options).toEqual({
    target: 'top',
    of: 'probabilities',
    region: 'predicted',
    window: [1, 1],
    stride: [1, 1],
    fill: 'mean',
    batchSize: 16,
    seed: 0,
  });
});
