import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { XaiError } from './errors.js';

/** A stream of random numbers that its seed determines; normal ones up to the last bit of the platform's log and cos. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Normal with mean 0 and variance 1 (Box and Muller 1958). */
  normal(): number;
  /** Uniform over 0 ... bound - 1. */
  integer(bound: number): number;
  /** A new array with the values in random order (Fisher and Yates). */
  shuffle<Value>(values: readonly Value[]): Value[];
}

/** Larger seeds would repeat smaller ones. */
export const maximalSeed = 2 ** 32 - 1;

/**
 * Xoroshiro128+ (Blackman and Vigna 2018), its state mixed from the seed so that near seeds start far apart.
 *
 * @param seed integer from 0 to 2^32 - 1
 * @param stream streams of one seed do not overlap: each starts 2^64 numbers behind the one before
 * @throws XaiError `usage` for a seed out of range
 */
export function createRandom(seed: number, stream = 0): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > maximalSeed) {
    throw new XaiError('usage', `A seed is a whole number from 0 to ${maximalSeed}, but got ${seed}.`);
  }
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((word) => mix(seed + word * 0x9e3779b9)));
  for (let i = 0; i < stream; i++) generator.jump();
  let spare: number | null = null;
  const uniform = (): number => uniformFloat64(generator);
  const integer = (bound: number): number => uniformInt(generator, 0, bound - 1);
  return {
    uniform,
    integer,
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle(values) {
      const out = [...values];
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
  };
}

/** The finalizer of MurmurHash3 (Appleby 2011), on the low 32 bits. */
function mix(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
