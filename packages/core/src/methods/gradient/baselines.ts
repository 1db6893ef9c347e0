import { XaiError } from '../../errors.js';
import { fillValues } from '../../fill.js';
import { gaussianBlur } from '../../image/gaussian-blur.js';
import type { PixelRange } from '../../preprocess/pixel-range.js';
import { createRandom } from '../../random.js';
import type { FloatTensor } from '../../tensor.js';
import { rows } from '../../tensor.js';

export const baselineNames = ['black', 'white', 'zero', 'mean', 'blur', 'noise'] as const;

/**
 * An input without the evidence:
 *
 * - `black`, `white`: all pixels so, as the network sees them; needs to know the range of pixels. Where that is not known,
 *   black is taken to be zero, and said so.
 * - `zero`: in the network's own units.
 * - `mean`: each channel's mean over the row.
 * - `blur`: the row, blurred by a Gaussian.
 * - `noise`: uniform between the least and largest value of each channel of the row; each noise of a list is another.
 */
export type BaselineName = (typeof baselineNames)[number];

/** By name, or its values in the network's units: [N, C, H, W], or [1, C, H, W] for all rows. */
export type Baseline = BaselineName | FloatTensor;

export interface BaselineSettings {
  readonly baseline: Baseline | readonly Baseline[];
  /** Of the blur, as a part of the input's shorter side. */
  readonly blurSigma: number;
  /** Of the noise. */
  readonly seed: number;
  readonly pixelRange?: PixelRange | undefined;
}

/** Baselines of an input, checked. */
export interface Baselines {
  readonly count: number;
  readonly notes: readonly string[];
  /** Those of one row, each as long as the row. */
  of(row: number): Float32Array[];
}

/** @throws XaiError `usage` for a baseline that the input cannot have, `input-invalid` for values of another shape */
export function baselinesOf(input: FloatTensor, settings: BaselineSettings): Baselines {
  const wanted = [settings.baseline].flat() as readonly Baseline[];
  if (wanted.length === 0)
    throw new XaiError('usage', 'The list of baselines is empty. Name at least one, or leave it out.');
  for (const baseline of wanted) check(baseline, input, settings);
  const blackIsZero = settings.pixelRange === undefined && wanted.includes('black');
  return {
    count: wanted.length,
    notes: blackIsZero ? ['What black is to the network is not known: the baseline is zero in its own units.'] : [],
    of: (row) => wanted.map((baseline, at) => baselineOf(baseline, at, rows(input, row, row + 1), row, settings)),
  };
}

function baselineOf(
  baseline: Baseline,
  at: number,
  picture: FloatTensor,
  row: number,
  { blurSigma, seed, pixelRange }: BaselineSettings,
): Float32Array {
  const { data, shape } = picture;
  if (typeof baseline !== 'string') {
    const from = baseline.shape[0] === 1 ? 0 : row;
    return rows(baseline, from, from + 1).data;
  }
  switch (baseline) {
    case 'zero':
      return new Float32Array(data.length);
    case 'black':
      return pixelRange ? plain(data.length, pixelRange.black) : new Float32Array(data.length);
    case 'white':
      return plain(data.length, pixelRange!.white);
    case 'mean':
      return plain(data.length, fillValues(picture, 'mean'));
    case 'blur': {
      const [, , height = 1, width = 1] = shape;
      return gaussianBlur(data, height, width, blurSigma * Math.min(height, width));
    }
    case 'noise':
      return noise(picture, seed, at);
  }
}

/** One value per channel, everywhere. */
function plain(length: number, values: ArrayLike<number>): Float32Array {
  const cells = length / values.length;
  return Float32Array.from({ length }, (_, i) => values[Math.floor(i / cells)]!);
}

function noise({ data, shape }: FloatTensor, seed: number, stream: number): Float32Array {
  const random = createRandom(seed, stream);
  const out = new Float32Array(data.length);
  const cells = data.length / shape[1]!;
  for (let start = 0; start < data.length; start += cells) {
    const channel = data.subarray(start, start + cells);
    const least = channel.reduce((a, b) => Math.min(a, b));
    const span = channel.reduce((a, b) => Math.max(a, b)) - least;
    for (let i = start; i < start + cells; i++) out[i] = least + span * random.uniform();
  }
  return out;
}

function check(baseline: Baseline, { shape }: FloatTensor, { pixelRange }: BaselineSettings): void {
  const sides = `[${shape.join(', ')}]`;
  if (typeof baseline !== 'string') {
    const fits =
      baseline.shape.length === shape.length &&
      baseline.shape.every((side, axis) => side === shape[axis] || (axis === 0 && side === 1));
    if (fits && baseline.data.every(Number.isFinite)) return;
    throw new XaiError(
      'input-invalid',
      fits
        ? 'The baseline holds values that are not finite (NaN or infinity).'
        : `Expected a baseline in the input's shape ${sides}, or one row of it, but got [${baseline.shape.join(', ')}].`,
    );
  }
  const usesPixels = baseline === 'white' || (baseline === 'black' && pixelRange !== undefined);
  if (usesPixels && !pixelRange) {
    throw new XaiError(
      'usage',
      `Baseline '${baseline}' needs to know what it is to the network. Give pixelRange, or the baseline's values.`,
    );
  }
  if (usesPixels && pixelRange![baseline].length !== shape[1]) {
    throw new XaiError(
      'usage',
      `The pixel range has ${pixelRange![baseline].length} channels, but the input's shape is ${sides}.`,
    );
  }
  const rank = { black: 1, white: 1, zero: 1, mean: 3, noise: 3, blur: 4 }[baseline];
  if (shape.length < rank) {
    throw new XaiError(
      'usage',
      `Baseline '${baseline}' is for ${rank === 4 ? 'pictures [N, C, H, W]' : 'channels [N, C, ...]'}, but the input's shape is ${sides}. Take 'zero', or give its values.`,
    );
  }
}
