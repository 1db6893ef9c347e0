import type { PreprocessingPieces, Resize, Size } from './preprocessing.js';

const sides = ([height, width]: Size): string => `${width}x${height}`;
const short = (values: readonly number[]): string =>
  values.map((value) => String(Number(value.toPrecision(4)))).join(' ');

function describeResize(resize: Resize): string {
  switch (resize.kind) {
    case 'none':
      return 'not resized';
    case 'exact':
      return `resized to ${sides(resize.size)}`;
    case 'shortest-edge':
      return `shortest edge to ${resize.edge}`;
    case 'cover':
      return `resized to cover ${sides(resize.size)}`;
    case 'fit':
      return `fitted into ${sides(resize.size)}`;
  }
}

function describeScale(scale: number): string {
  const divisor = 1 / scale;
  if (scale === 1) return 'pixel';
  return Math.abs(divisor - Number(divisor.toPrecision(6))) < 1e-9
    ? `pixel / ${Number(divisor.toPrecision(6))}`
    : `pixel * ${scale}`;
}

/** Preprocessing in one line, sizes as width x height: "shortest edge to 256 (bilinear), centre crop 224x224, RGB, ...". */
export function describePreprocessing(pieces: PreprocessingPieces): string {
  const { resize, filter, crop, channels, scale, mean, std } = pieces;
  const resized = describeResize(resize) + (resize.kind === 'none' ? '' : ` (${filter})`);
  const cropped = crop ? `, centre crop ${sides(crop.size)}` : '';
  let value = describeScale(scale);
  const [shifted, divided] = [mean.some((v) => v !== 0), std.some((v) => v !== 1)];
  if (shifted) value += ` - (${short(mean)})`;
  if (divided) value = `(${value}) / (${short(std)})`;
  return `${resized}${cropped}, ${channels === 'gray' ? 'grey' : channels.toUpperCase()}, value = ${value}`;
}
