import type { Pixels } from '@pellucid/core';
import sharp from 'sharp';

/** A picture as a PNG file. */
export async function encodePng({ data, width, height, channels }: Pixels): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

/** A picture made to fit into `width` x `height` pixels, never larger than it is, as RGB. */
export async function shrinkToFit(picture: Pixels, width: number, height: number): Promise<Pixels> {
  const raw = { width: picture.width, height: picture.height, channels: picture.channels };
  const { data, info } = await sharp(picture.data, { raw })
    .removeAlpha()
    .resize(width, height, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}
