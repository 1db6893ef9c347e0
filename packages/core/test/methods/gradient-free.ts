import { ablationCam } from '../../src/methods/cam/ablation-cam.js';
import { reciproCam } from '../../src/methods/cam/recipro-cam.js';
import { scoreCam } from '../../src/methods/cam/score-cam.js';
import type { ObjectiveOptions } from '../../src/objective.js';
import { objectiveOf } from '../../src/objective.js';
import type { Target } from '../../src/target.js';
import { normalTensor } from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { asFloat, floatTensor } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';
import { channelsOf, sum } from './features.js';
import type { Channels } from './features.js';

/** The network, asked one copy at a time, always from the input on. */
export interface Asked {
  /** Feature map [C][h * w] of the row. */
  readonly A: Channels;
  readonly shape: readonly number[];
  readonly y: number;
  /** The score with another feature map, all that leads around it as it was. */
  withFeatures(A: Channels): Promise<number>;
  withInput(row: FloatTensor): Promise<number>;
}

export async function ask(
  model: GraphModel,
  row: FloatTensor,
  target: Target,
  layer: string,
  about: ObjectiveOptions = { of: 'logits', region: 'predicted' },
): Promise<Asked> {
  const { tensor, aim } = objectiveOf(model, target, about);
  const unchanged = await model.run({ input: row }, [tensor, layer]);
  const { scores } = aim(asFloat(unchanged[tensor], tensor));
  const activation = asFloat(unchanged[layer], layer);
  const scoreOf = async (feeds: Record<string, FloatTensor>): Promise<number> =>
    scores(asFloat((await model.run(feeds, [tensor]))[tensor], tensor), 0)[0]!;
  return {
    A: channelsOf(activation),
    shape: activation.shape,
    y: await scoreOf({ input: row }),
    withFeatures: (A) => scoreOf({ input: row, [layer]: floatTensor(Float32Array.from(A.flat()), activation.shape) }),
    withInput: (changed) => scoreOf({ input: changed }),
  };
}

/** sum_k w_k A_k. */
export const weighed = (A: Channels, weights: readonly number[]): number[] =>
  A[0]!.map((_, p) => sum(A.map((plane, k) => weights[k]! * plane[p]!)));

export type Slow = (asked: Asked, row: FloatTensor) => Promise<number[]>;

export const slowAblation: Slow = async ({ A, y, withFeatures }) => {
  const weights: number[] = [];
  for (const k of A.keys()) {
    const without = A.map((plane, channel) => (channel === k ? plane.map(() => 0) : plane));
    weights.push((y - (await withFeatures(without))) / y);
  }
  return weighed(A, weights);
};

/** Pixel i of `outputs` at the half-pixel position among `inputs` cells, the outermost repeated beyond the border. */
function bilinear(plane: readonly number[], [h, w]: readonly number[], [H, W]: readonly number[]): number[] {
  const at = (y: number, x: number): number =>
    plane[Math.min(Math.max(y, 0), h! - 1) * w! + Math.min(Math.max(x, 0), w! - 1)]!;
  return Array.from({ length: H! * W! }, (_, p) => {
    const y = ((Math.floor(p / W!) + 0.5) * h!) / H! - 0.5;
    const x = (((p % W!) + 0.5) * w!) / W! - 0.5;
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [t, s] = [y - top, x - left];
    return (
      (1 - t) * ((1 - s) * at(top, left) + s * at(top, left + 1)) +
      t * ((1 - s) * at(top + 1, left) + s * at(top + 1, left + 1))
    );
  });
}

export const slowScore: Slow = async ({ A, shape, withInput }, row) => {
  const powers: number[] = [];
  for (const plane of A) {
    const map = bilinear(plane, shape.slice(2), row.shape.slice(2));
    const [low, high] = [Math.min(...map), Math.max(...map)];
    if (low === high) {
      powers.push(0);
      continue;
    }
    const data = row.data.map((value, i) => (value * (map[i % map.length]! - low)) / (high - low));
    powers.push(Math.exp(await withInput({ ...row, data })));
  }
  const total = sum(powers);
  return weighed(
    A,
    powers.map((power) => power / total),
  );
};

export const slowRecipro =
  (weightOf: (down: number, right: number) => number): Slow =>
  async ({ A, shape, withFeatures }) => {
    const width = shape[3]!;
    const map: number[] = [];
    for (const place of A[0]!.keys()) {
      const weight = (p: number): number =>
        weightOf(Math.floor(p / width) - Math.floor(place / width), (p % width) - (place % width));
      map.push(await withFeatures(A.map((plane) => plane.map((value, p) => weight(p) * value))));
    }
    return map;
  };

const gaussian = (down: number, right: number): number =>
  Math.max(0, 2 - Math.abs(down)) * Math.max(0, 2 - Math.abs(right)) * (1 / 16);

interface Definition {
  readonly explain: typeof ablationCam;
  readonly slow: Slow;
  /** Of what, where it is not said. */
  readonly of: 'logits' | 'probabilities';
}

export const recipro = reciproCam;
export const definitions: Record<string, Definition> = {
  'ablation-cam': { explain: ablationCam, slow: slowAblation, of: 'logits' },
  'score-cam': { explain: scoreCam, slow: slowScore, of: 'logits' },
  'recipro-cam': { explain: recipro, slow: slowRecipro(gaussian), of: 'probabilities' },
};

export const inputFor = (model: GraphModel, size = 2): FloatTensor =>
  normalTensor([size, ...(model.inputs[0]!.shape.slice(1) as number[])], 3);
