import { XaiError } from '../errors.js';
import type { TensorSpec } from '../model.js';
import type { FloatTensor } from '../tensor.js';
import { floatTensor } from '../tensor.js';

/**
 * How a tensor holds a feature map: as [N, C, h, w] ([N, C, w] for a signal, of height 1), or as tokens [N, T, C] of which
 * h * w, in reading order, are the positions; `skip` others (class and register tokens) stand before them.
 */
export type FeatureGrid =
  | { readonly kind: 'map'; readonly height: number; readonly width: number }
  | { readonly kind: 'tokens'; readonly height: number; readonly width: number; readonly skip: number };

/** The grid of a tensor [N, C, h, w] with known sides; null for any other. */
export function mapGrid({ shape, layout }: TensorSpec): FeatureGrid | null {
  const [, , height, width] = shape;
  if (shape.length !== 4 || layout === null || !height || !width) return null;
  return { kind: 'map', height, width };
}

/** The feature map [N, C, h, w] in a tensor. A map is returned as it is. */
export function toFeatureMap(tensor: FloatTensor, grid: FeatureGrid): FloatTensor {
  if (grid.kind === 'map') {
    const [size = 0, channels = 0] = tensor.shape;
    return tensor.shape.length === 4 ? tensor : floatTensor(tensor.data, [size, channels, grid.height, grid.width]);
  }
  const { size, channels, cells, at } = tokenOffsets(tensor, grid);
  const map = new Float32Array(size * channels * cells);
  for (let row = 0; row < size; row++)
    for (let cell = 0; cell < cells; cell++)
      for (let channel = 0; channel < channels; channel++)
        map[(row * channels + channel) * cells + cell] = tensor.data[at(row, cell) + channel]!;
  return floatTensor(map, [size, channels, grid.height, grid.width]);
}

/** The tensor with the feature map [N, C, h, w] in place of its own; tokens outside the grid are kept. */
export function withFeatureMap(tensor: FloatTensor, map: FloatTensor, grid: FeatureGrid): FloatTensor {
  if (grid.kind === 'map') return tensor.shape.length === 4 ? map : { ...tensor, data: map.data };
  const { size, channels, cells, at } = tokenOffsets(tensor, grid);
  const data = tensor.data.slice();
  for (let row = 0; row < size; row++)
    for (let cell = 0; cell < cells; cell++)
      for (let channel = 0; channel < channels; channel++)
        data[at(row, cell) + channel] = map.data[(row * channels + channel) * cells + cell]!;
  return { ...tensor, data };
}

function tokenOffsets(
  { shape }: FloatTensor,
  { height, width, skip }: FeatureGrid & { kind: 'tokens' },
): { size: number; channels: number; cells: number; at: (row: number, cell: number) => number } {
  const [size = 0, tokens = 0, channels = 0] = shape;
  const cells = height * width;
  if (shape.length !== 3 || tokens < skip + cells) {
    throw new XaiError(
      'model-unsupported',
      `Expected tokens [N, ${skip + cells} or more, C], but the feature layer's shape is [${shape.join(', ')}].`,
    );
  }
  return { size, channels, cells, at: (row, cell) => (row * tokens + skip + cell) * channels };
}
