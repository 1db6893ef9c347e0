import { XaiError } from '../errors.js';
import { floatTensor, sizeOf } from '../tensor.js';
import type { FloatTensor } from '../tensor.js';

/** How a coarse map is brought to the size of the picture. `none` leaves it as it is. */
export type Upsampling = 'bicubic' | 'bilinear' | 'nearest' | 'none';

/** The modes, for checks and messages. */
export const upsamplings: readonly Upsampling[] = ['bicubic', 'bilinear', 'nearest', 'none'];

/** Four weighted inputs for each output of one axis, whatever the mode: shorter kernels take theirs several times. */
interface Taps {
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** Keys' cubic convolution with a = -0.75: the weights of the inputs at -1, 0, 1, 2 for a point `t` in 0..1 behind 0. */
function cubicWeights(t: number): number[] {
  const a = -0.75;
  const near = (d: number): number => ((a + 2) * d - (a + 3)) * d * d + 1;
  const far = (d: number): number => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return [far(t + 1), near(t), near(1 - t), far(2 - t)];
}

function tapsAlong(inputs: number, outputs: number, mode: Exclude<Upsampling, 'none'>): Taps {
  const taps = { index: new Int32Array(outputs * 4), weight: new Float64Array(outputs * 4) };
  for (let i = 0; i < outputs; i++) {
    const center = ((i + 0.5) * inputs) / outputs - 0.5;
    const before = Math.floor(center);
    const t = center - before;
    const nearest = Math.floor((i * inputs) / outputs);
    const [cells, weights] =
      mode === 'nearest'
        ? [
            [nearest, nearest, nearest, nearest],
            [0.25, 0.25, 0.25, 0.25],
          ]
        : mode === 'bilinear'
          ? [
              [before, before, before + 1, before + 1],
              [(1 - t) / 2, (1 - t) / 2, t / 2, t / 2],
            ]
          : [[before - 1, before, before + 1, before + 2], cubicWeights(t)];
    // Beyond the border the outermost value is repeated.
    taps.index.set(
      cells.map((cell) => Math.min(Math.max(cell, 0), inputs - 1)),
      i * 4,
    );
    taps.weight.set(weights, i * 4);
  }
  return taps;
}

/** The middle axis of `[outer, inputs, inner]` resampled. */
function resampleAxis(
  data: Float32Array,
  outer: number,
  inputs: number,
  inner: number,
  { index, weight }: Taps,
): Float32Array {
  const outputs = index.length / 4;
  const out = new Float32Array(outer * outputs * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < index.length; k += 4) {
      const a = (o * inputs + index[k]!) * inner;
      const b = (o * inputs + index[k + 1]!) * inner;
      const c = (o * inputs + index[k + 2]!) * inner;
      const d = (o * inputs + index[k + 3]!) * inner;
      const w0 = weight[k]!;
      const w1 = weight[k + 1]!;
      const w2 = weight[k + 2]!;
      const w3 = weight[k + 3]!;
      for (let j = 0; j < inner; j++, to++) {
        out[to] = w0 * data[a + j]! + w1 * data[b + j]! + w2 * data[c + j]! + w3 * data[d + j]!;
      }
    }
  }
  return out;
}

/**
 * Maps `[..., h, w]` brought to `[..., height, width]`, as `torch.nn.functional.interpolate(map, size=(height, width),
 * mode, align_corners=False, antialias=False)`: half-pixel centres, borders repeated, bicubic with a = -0.75. `nearest`
 * takes input `floor(i * h / height)`. Values are not clipped: bicubic can overshoot those of the map by a little.
 *
 * @throws XaiError `usage` for a tensor without two axes, or a side that is not a whole number from 1 up
 */
export function upsample(map: FloatTensor, height: number, width: number, mode: Upsampling): FloatTensor {
  if (mode === 'none') return map;
  const [h, w] = map.shape.slice(-2);
  if (h === undefined || w === undefined) {
    throw new XaiError(
      'usage',
      `A map to up-sample has the shape [..., h, w], but this one has [${map.shape.join(', ')}].`,
    );
  }
  if (!Number.isInteger(height) || !Number.isInteger(width) || height < 1 || width < 1) {
    throw new XaiError(
      'usage',
      `A map can be brought to whole numbers of cells from 1 up, but not to ${height} x ${width}.`,
    );
  }
  if (h === height && w === width) return map;
  const leading = map.shape.slice(0, -2);
  const maps = sizeOf(leading);
  const widened = resampleAxis(map.data, maps * h, w, 1, tapsAlong(w, width, mode));
  const data = resampleAxis(widened, maps, h, width, tapsAlong(h, height, mode));
  return floatTensor(data, [...leading, height, width], map.layout);
}
