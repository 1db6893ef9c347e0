import { describe, expect, test } from 'vitest';
import { upsample } from '../../src/image/upsample.js';
import type { Upsampling } from '../../src/image/upsample.js';
import { floatTensor } from '../../src/tensor.js';
import { fixture } from './fixture.js';

interface Case {
  shape: [number, number, number];
  map: number[];
  size: [number, number];
  mode: Exclude<Upsampling, 'none'>;
  out: number[];
}

const torch = fixture('image/interpolate.json') as { origin: string; cases: Case[] };

/** Keys' kernel with a = -0.75. */
function cubic(x: number): number {
  const a = -0.75;
  const d = Math.abs(x);
  if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return d < 2 ? a * (d ** 3 - 5 * d ** 2 + 8 * d - 4) : 0;
}

const kernels: Record<Exclude<Upsampling, 'none'>, (x: number) => number> = {
  bicubic: cubic,
  bilinear: (x) => Math.max(0, 1 - Math.abs(x)),
  nearest: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0),
};

/** The plain definition: every output is the sum over a wide neighbourhood of kernel times the nearest real input. */
function slow(
  map: ArrayLike<number>,
  h: number,
  w: number,
  H: number,
  W: number,
  kernel: (x: number) => number,
): number[] {
  const out: number[] = [];
  const at = (y: number, x: number): number =>
    map[Math.min(Math.max(y, 0), h - 1) * w + Math.min(Math.max(x, 0), w - 1)]!;
  for (let i = 0; i < H; i++) {
    for (let j = 0; j < W; j++) {
      const [cy, cx] = [((i + 0.5) * h) / H - 0.5, ((j + 0.5) * w) / W - 0.5];
      let sum = 0;
      for (let y = -4; y < h + 4; y++)
        for (let x = -4; x < w + 4; x++) sum += kernel(cy - y) * kernel(cx - x) * at(y, x);
      out.push(sum);
    }
  }
  return out;
}

// Float32 maps with values up to about 3: one rounding between the passes, one at the end.
const tolerance = 1e-6;

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
  expect(worst).toBeLessThan(tolerance);
}

describe(`upsample equals ${torch.origin}`, () => {
  test.each(torch.cases)('$shape to $size, $mode', ({ shape, map, size, mode, out }) => {
    const result = upsample(floatTensor(Float32Array.from(map), shape), ...size, mode);
    expect(result.shape).toEqual([shape[0], ...size]);
    expectClose(result.data, out);
  });
});

test.each(['bicubic', 'bilinear'] as const)('%s is its kernel over the repeated border', (mode) => {
  const map = Float32Array.from({ length: 15 }, (_, i) => Math.sin(i * 1.7));
  for (const [H, W] of [
    [11, 8],
    [3, 12],
    [6, 10],
  ] as const) {
    expectClose(upsample(floatTensor(map, [3, 5]), H, W, mode).data, slow(map, 3, 5, H, W, kernels[mode]));
  }
});

test('a whole factor repeats the nearest cell', () => {
  const map = Float32Array.from([1, 2, 3, 4]);
  const out = upsample(floatTensor(map, [1, 2, 2]), 4, 4, 'nearest');
  expect([...out.data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  expectClose(out.data, slow(map, 2, 2, 4, 4, kernels.nearest));
});

test('leading axes are kept, none and the same size leave the map itself', () => {
  const map = floatTensor(new Float32Array(24), [2, 3, 2, 2]);
  expect(upsample(map, 5, 6, 'bicubic')).toMatchObject({ shape: [2, 3, 5, 6], layout: 'nchw' });
  expect(upsample(map, 5, 6, 'none')).toBe(map);
  expect(upsample(map, 2, 2, 'bicubic')).toBe(map);
});

test('what cannot be up-sampled is refused', () => {
  expect(() => upsample(floatTensor(new Float32Array(3), [3]), 4, 4, 'nearest')).toThrow('this one has [3]');
  expect(() => upsample(floatTensor(new Float32Array(4), [2, 2]), 0, 4, 'nearest')).toThrow('not to 0 x 4');
});
