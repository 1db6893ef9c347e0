import { XaiError } from '@pellucid/core';
import type { Pixels } from '@pellucid/core';
import sharp from 'sharp';

/** Pixels that a picture may have: 16384 x 16384, which is 0.8 GB once decoded. */
const maximumPixels = 2 ** 28;

/**
 * Decodes a picture to 8-bit RGB, or RGBA where it is transparent, upright (EXIF rotation applied). CMYK and 16-bit
 * pictures are converted; colour profiles of RGB pictures are ignored, as browsers and training pipelines are told to,
 * so that every runtime sees the same numbers. Of an animation, the first frame.
 *
 * @throws XaiError `input-invalid` for what is no picture, is damaged, or too large
 */
export async function decodeImage(bytes: Uint8Array): Promise<Pixels> {
  if (bytes.length === 0) throw new XaiError('input-invalid', 'The file is empty.');
  const { width, height, space, format } = await headerOf(bytes);
  if (width * height > maximumPixels) {
    const megapixels = Math.round(maximumPixels / 1e6);
    throw new XaiError(
      'input-invalid',
      `The picture has ${width} x ${height} pixels; at most ${megapixels} megapixels are read. Make it smaller first.`,
    );
  }
  try {
    // 'error' takes pictures with harmless blemishes, as viewers do, but none that is cut off.
    const { data, info } = await sharp(bytes, {
      failOn: 'error',
      limitInputPixels: maximumPixels,
      ignoreIcc: space !== 'cmyk',
    })
      .autoOrient()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 };
  } catch (cause) {
    throw new XaiError('input-invalid', `The picture is damaged or cut off (${format}: ${reasonOf(cause)}).`, {
      cause,
    });
  }
}

async function headerOf(bytes: Uint8Array): Promise<{ width: number; height: number; space: string; format: string }> {
  try {
    const { width, height, space, format } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
    return { width, height, space, format };
  } catch (cause) {
    throw new XaiError(
      'input-invalid',
      'The file is not a picture that can be read; JPEG, PNG, WebP, AVIF, GIF, TIFF and SVG can.',
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  const [line = ''] = (cause as Error).message.split('\n').slice(-1);
  return line.replace(/^Vips\w+:\s*/i, '').trim();
}
