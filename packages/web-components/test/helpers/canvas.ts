import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';

/** What is on a canvas, as a PNG file: its own pixels, whatever its size on the page. */
export async function pngOf(canvas: Locator): Promise<Buffer> {
  const address = await canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL('image/png'));
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

/** A picture that a person has looked at. */
export function goldenFile(name: string): string {
  return fileURLToPath(new URL(`../browser/goldens/${name}.png`, import.meta.url));
}
