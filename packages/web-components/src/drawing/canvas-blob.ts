import { XaiError } from '@pellucid/core';

/**
 * What is on a canvas, as a file.
 *
 * @param type as `image/png`
 * @throws XaiError `output` for a type that the browser does not write
 */
export async function canvasBlob(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type));
  // For a type that it does not write, a browser gives PNG.
  if (blob?.type === type) return blob;
  throw new XaiError('output', `The browser cannot write pictures of the type '${type}'. Take image/png.`);
}
