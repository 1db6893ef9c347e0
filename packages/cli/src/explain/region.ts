import { readFile } from 'node:fs/promises';
import { XaiError, floatTensor, resize, toInput } from '@pellucid/core';
import type { Pixels, PreprocessingPieces, Region, RgbPixels } from '@pellucid/core';
import { fileReason } from '../file-errors.js';
import { decodeImage } from '../image/decode.js';
import type { PreparedInput } from '../input/prepared.js';

/** What `--region` asks for: `predicted`, one pixel of the output, or a mask, still as a picture. */
export type RegionRequest = Exclude<Region, { mask: unknown }> | { readonly file: string; readonly picture: Pixels };

/**
 * @param path of the mask
 * @throws XaiError `usage` for a mask that cannot be read
 */
export async function readRegion(text: string, path: string): Promise<RegionRequest> {
  if (text === 'predicted') return 'predicted';
  const point = /^(\d+)\s*,\s*(\d+)$/.exec(text);
  if (point) return { point: [Number(point[1]), Number(point[2])] };
  try {
    return { file: text, picture: await decodeImage(await readFile(path)) };
  } catch (cause) {
    throw new XaiError(
      'usage',
      `--region is predicted, X,Y or the file of a mask, but '${text}' cannot be read as one: ${fileReason(cause)}`,
      { cause },
    );
  }
}

/**
 * The region over an output for one input. A mask as large as the file's picture is cut and scaled as the picture was;
 * one of the size of what the network sees, or of the output, is only scaled. White counts fully, black not at all.
 *
 * @param sides height and width of the output
 * @throws XaiError `input-invalid` for a mask of another size
 */
export function regionFor(
  request: RegionRequest,
  input: PreparedInput,
  preprocessing: PreprocessingPieces | null,
  sides: readonly [number, number],
): Region {
  if (request === 'predicted' || 'point' in request) return request;
  const { picture } = request;
  const [height, width] = sides;
  const seen = maskAsSeen(request, input, preprocessing, sides);
  const scaled = resize(seen ?? withoutAlpha(picture), height, width, 'box');
  return {
    mask: floatTensor(
      Float32Array.from({ length: height * width }, (_, p) => scaled.data[p * 3]! / 255),
      [height, width],
    ),
  };
}

function maskAsSeen(
  { file, picture }: { file: string; picture: Pixels },
  input: PreparedInput,
  preprocessing: PreprocessingPieces | null,
  [height, width]: readonly [number, number],
): RgbPixels | null {
  const { record, seen } = input;
  const is = (w: number | null | undefined, h: number | null | undefined): boolean =>
    picture.width === w && picture.height === h;
  if (preprocessing && is(record.width, record.height)) {
    // What the crop adds around the picture is not of the region.
    const crop = preprocessing.crop && { ...preprocessing.crop, fill: [0, 0, 0] as const };
    return toInput(picture, { ...preprocessing, crop, channels: 'gray', mean: [0], std: [1] }).seen;
  }
  if (is(seen?.width, seen?.height) || is(width, height)) return null;
  const sizes = [
    record.width && `the picture (${record.width} x ${record.height})`,
    seen && `what the network sees (${seen.width} x ${seen.height})`,
    `the output (${width} x ${height})`,
  ];
  throw new XaiError(
    'input-invalid',
    `The mask '${file}' is ${picture.width} x ${picture.height}; it should be as large as ${sizes.filter(Boolean).join(', or ')}.`,
  );
}

function withoutAlpha(picture: Pixels): RgbPixels {
  return toInput(picture, {
    resize: { kind: 'none' },
    filter: 'nearest',
    crop: null,
    channels: 'gray',
    scale: 1,
    mean: [0],
    std: [1],
  }).seen;
}
