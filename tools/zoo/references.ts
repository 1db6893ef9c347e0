import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpy } from '@pellucid/core';
import type { ZooNet } from './zoo.js';

/** A float32 array of a zoo folder. */
export async function readFloats(
  folder: string,
  file: string,
): Promise<{ data: Float32Array; shape: readonly number[] }> {
  const { data, shape } = readNpy(await readFile(join(folder, file)));
  return { data: data as Float32Array, shape };
}

/**
 * What the references of a net are gradients of. `top`: it is the top class, which is explained by default; else it is the
 * largest of the scores at all places.
 */
export async function targetOf(folder: string, net: ZooNet): Promise<{ top: boolean; options: readonly string[] }> {
  const { shape } = await readFloats(folder, net.logits);
  const place: number[] = [];
  let rest = net.target;
  for (const side of shape.slice(1).reverse()) {
    place.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  const top = place.length === 1;
  return { top, options: ['--target', top ? String(net.target) : `output:logits[${place.join(',')}]`] };
}

/** L2 norm of the difference, relative to that of the reference. */
export function relativeError(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (values.length !== reference.length) return Infinity;
  let error = 0;
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    error += (values[i]! - reference[i]!) ** 2;
    size += reference[i]! ** 2;
  }
  return Math.sqrt(error / size);
}
