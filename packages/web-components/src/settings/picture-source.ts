import { XaiError } from '@pellucid/core';
import type { PictureSource } from '../protocol.js';
import { absolute } from './model-request.js';

/** Anything on a page that holds a picture. */
export type PictureLike = Blob | ImageData | ImageBitmap | HTMLImageElement | HTMLCanvasElement | HTMLVideoElement;

/**
 * The picture that an element is to explain, as it is at this moment: a given one, else the address, else the bundled photo.
 *
 * @throws XaiError `input-invalid` for an element without a picture, or one that the page may not read
 */
export async function readPicture(given: PictureLike | null, src: string | null): Promise<PictureSource> {
  if (given === null) return src ? { kind: 'url', url: absolute(src, 'src') } : { kind: 'bundled' };
  if (given instanceof Blob) return { kind: 'blob', name: given instanceof File ? given.name : 'picture', blob: given };
  // An <img> names a file, which is decoded as networks want it; its pixels on the page are already converted to the screen's.
  if (given instanceof HTMLImageElement && (given.currentSrc || given.src))
    return { kind: 'url', url: given.currentSrc || given.src };
  return { kind: 'bitmap', name: nameOf(given), bitmap: await bitmapOf(given) };
}

/** The same picture for one more job: a bitmap goes to the worker with the job that has it. */
export async function copyPicture(picture: PictureSource): Promise<PictureSource> {
  return picture.kind === 'bitmap' ? { ...picture, bitmap: await createImageBitmap(picture.bitmap) } : picture;
}

async function bitmapOf(given: Exclude<PictureLike, Blob>): Promise<ImageBitmap> {
  if (given instanceof HTMLVideoElement && given.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    throw new XaiError('input-invalid', 'The <video> shows no frame yet. Wait for its event loadeddata.');
  }
  try {
    return await createImageBitmap(given, { colorSpaceConversion: 'none' });
  } catch (cause) {
    throw new XaiError(
      'input-invalid',
      `The picture of the ${nameOf(given)} cannot be taken: ${(cause as Error).message}. One from another server needs its permission (crossorigin).`,
      { cause },
    );
  }
}

function nameOf(given: Exclude<PictureLike, Blob>): string {
  return given instanceof HTMLElement ? `<${given.localName}>` : given.constructor.name;
}
