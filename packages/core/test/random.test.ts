import { describe, expect, test } from 'vitest';
import { createRandom } from '../src/random.js';

/** Xoroshiro128+ with 64-bit words, as published; the state is mixed from the seed by MurmurHash3's finalizer. */
function slowWords(seed: bigint): () => bigint {
  const mask32 = 0xffffffffn;
  const mask64 = 0xffffffffffffffffn;
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (64n - k))) & mask64;
  const mix = (word: bigint): bigint => {
    let h = (seed + word * 0x9e3779b9n) & mask32;
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask32;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask32;
    return h ^ (h >> 16n);
  };
  let s0 = (mix(1n) << 32n) | mix(2n);
  let s1 = (mix(3n) << 32n) | mix(4n);
  return () => {
    const low = (s0 + s1) & mask32;
    const x = s1 ^ s0;
    s0 = rotl(s0, 24n) ^ x ^ ((x << 16n) & mask64);
    s1 = rotl(x, 37n);
    return low;
  };
}

test.each([0, 1, 42, 2 ** 32 - 1])('seed %i: the first numbers against the published generator', (seed) => {
  const next = slowWords(BigInt(seed));
  const random = createRandom(seed);
  for (let i = 0; i < 100; i++) {
    const high = next() & 0x3ffffffn;
    const low = next() & 0x7ffffffn;
    expect(random.uniform()).toBe(Number((high << 27n) | low) / 2 ** 53);
  }
});

test('the first numbers of seed 0 do not change: recipes depend on them', () => {
  const random = createRandom(0);
  expect([random.uniform(), random.uniform(), random.integer(1000), random.integer(1000)]).toEqual([
    0.21777990607770026, 0.2753701415482115, 493, 477,
  ]);
  expect(createRandom(0).shuffle(['a', 'b', 'c', 'd', 'e', 'f']).join('')).toBe('fdebac');
});

test('the same seed gives the same numbers; seeds and streams differ', () => {
  const first = (seed: number, stream = 0): number[] => Array.from({ length: 8 }, createRandom(seed, stream).normal);
  expect(first(7)).toEqual(first(7));
  expect(first(7, 2)).toEqual(first(7, 2));
  const all = [first(7), first(8), first(7, 1), first(7, 2), first(8, 1)].flat();
  expect(new Set(all).size).toBe(all.length);
});

test('near seeds start far apart', () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => createRandom(seed).uniform());
  const mean = firsts.reduce((a, b) => a + b) / 1000;
  const steps = firsts.slice(1).map((value, i) => (value - mean) * (firsts[i]! - mean));
  // Uniform and independent: a mean of 1/2 and a correlation of 0, within five standard errors.
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 1000));
  expect(Math.abs(steps.reduce((a, b) => a + b) / 999) * 12).toBeLessThan(5 / Math.sqrt(999));
});

describe('distributions, within five standard errors', () => {
  const count = 20_000;
  const moment = (values: readonly number[], k: number): number =>
    values.reduce((sum, value) => sum + value ** k, 0) / values.length;

  test('uniform: every tenth as often, and below 1', () => {
    const random = createRandom(3);
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < count; i++) {
      const value = random.uniform();
      expect(value >= 0 && value < 1).toBe(true);
      bins[Math.floor(value * 10)]!++;
    }
    bins.forEach((hits) => expect(Math.abs(hits - count / 10)).toBeLessThan(5 * Math.sqrt(count * 0.09)));
  });

  test('normal: moments 0, 1, 0, 3, and neighbours without correlation', () => {
    const random = createRandom(4);
    const values = Array.from({ length: count }, random.normal);
    const deviation = [1, 2, 15, 96].map((variance) => 5 * Math.sqrt(variance / count));
    [0, 1, 0, 3].forEach((expected, i) =>
      expect(Math.abs(moment(values, i + 1) - expected)).toBeLessThan(deviation[i]!),
    );
    const products = values.slice(1).map((value, i) => value * values[i]!);
    expect(Math.abs(moment(products, 1))).toBeLessThan(5 / Math.sqrt(count));
  });

  test('integer: every value as often', () => {
    const random = createRandom(5);
    const hits = [0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) hits[random.integer(5)]!++;
    hits.forEach((number) => expect(Math.abs(number - count / 5)).toBeLessThan(5 * Math.sqrt(count * 0.16)));
  });

  test('shuffle: every order as often, and the values stay', () => {
    const random = createRandom(6);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const hits of orders.values()) expect(Math.abs(hits - 1000)).toBeLessThan(5 * Math.sqrt((6000 * 5) / 36));
    const values = [1, 2, 3];
    random.shuffle(values);
    expect(values).toEqual([1, 2, 3]);
  });
});

test.each([-1, 0.5, 2 ** 32, Number.NaN])('a seed out of range: %d', (seed) => {
  expect(() => createRandom(seed)).toThrow(expect.objectContaining({ code: 'usage' }));
});
