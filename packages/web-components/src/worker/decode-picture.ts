import { XaiError } from '@pellucid/core';
import type { Pixels } from '@pellucid/core';

/**
 * The pixels of a picture file, upright, its numbers as they are in the file: no profile is applied, as networks were
 * trained without.
 *
 * @throws XaiError `input-invalid` for what the browser cannot decode
 */
export async function decodePicture(blob: Blob, name: string): Promise<Pixels> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image', colorSpaceConversion: 'none' });
  } catch (cause) {
    throw new XaiError(
      'input-invalid',
      `'${name}' cannot be decoded as a picture (${blob.size} bytes${blob.type ? ` of ${blob.type}` : ''}). Give a PNG, JPEG, WebP, GIF or AVIF file, or an exact input as .npy.`,
      { cause },
    );
  }
  return pixelsOf(bitmap);
}

/** The pixels of a bitmap, which is closed. */
export function pixelsOf(bitmap: ImageBitmap): Pixels {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}
