import { expect, test } from 'vitest';
import { pixelRange } from '../../src/preprocess/pixel-range.js';
import { toInput } from '../../src/preprocess/apply.js';
import type { PreprocessingPieces } from '../../src/preprocess/preprocessing.js';

const pieces: PreprocessingPieces = {
  resize: { kind: 'none' },
  filter: 'bilinear',
  crop: null,
  channels: 'bgr',
  scale: 1 / 255,
  mean: [0.406, 0.456, 0.485],
  std: [0.225, 0.224, 0.229],
};

test.each([
  ['black', 0],
  ['white', 255],
] as const)('%s is what a %s picture becomes', (name, pixel) => {
  for (const channels of ['bgr', 'gray'] as const) {
    const data = new Uint8Array(12).fill(pixel);
    const { input } = toInput({ width: 2, height: 2, channels: 3, data } as never, { ...pieces, channels });
    const values = pixelRange({ ...pieces, channels })[name];
    expect(values).toHaveLength(input.shape[1]!);
    values.forEach((value, channel) => expect(input.data[channel * 4]).toBe(Math.fround(value)));
  }
});
