/**
 * Compares a picture with one that a person has looked at. `UPDATE_GOLDENS=1` writes it instead; a missing one is a
 * failure, so that a test cannot pass by comparing nothing.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';

export interface GoldenOptions {
  /** How far a colour may be off, from 0 (equal) to 1 (black for white); default 0.05. */
  readonly threshold?: number;
  /** How many pixels may be further off; default 0. Those of smoothed edges are not counted. */
  readonly maxDifferent?: number;
}

interface Picture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Resolves where the pictures match; else fails and says where the actual picture and the difference lie. */
export async function matchesGolden(png: Uint8Array, file: string, options: GoldenOptions = {}): Promise<void> {
  const { threshold = 0.05, maxDifferent = 0 } = options;
  if (process.env['UPDATE_GOLDENS'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, png);
    return;
  }
  const golden = await readFile(file).catch(() => null);
  if (!golden) {
    const actual = await keep(png, file, 'actual');
    throw new Error(
      `There is no golden ${file}. Look at ${actual}; if it is right, run the test with UPDATE_GOLDENS=1.`,
    );
  }
  const [a, b] = await Promise.all([decode(golden), decode(png)]);
  if (a.width !== b.width || a.height !== b.height) {
    const actual = await keep(png, file, 'actual');
    throw new Error(
      `${basename(file)} is ${a.width} x ${a.height}, and the picture ${b.width} x ${b.height}: see ${actual}.`,
    );
  }
  const difference = new Uint8Array(a.pixels.length);
  const count = pixelmatch(a.pixels, b.pixels, difference, a.width, a.height, { threshold });
  if (count <= maxDifferent) return;
  const raw = { width: a.width, height: a.height, channels: 4 } as const;
  const actual = await keep(png, file, 'actual');
  const diff = await keep(await sharp(difference, { raw }).png().toBuffer(), file, 'diff');
  throw new Error(
    `${basename(file)}: ${count} of ${a.width * a.height} pixels differ (${maxDifferent} may). See ${actual} and ${diff}; if the new picture is right, run the test with UPDATE_GOLDENS=1.`,
  );
}

async function decode(png: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

async function keep(png: Uint8Array, file: string, kind: 'actual' | 'diff'): Promise<string> {
  const folder = join(tmpdir(), 'pellucid-goldens');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${basename(file, '.png')}.${kind}.png`);
  await writeFile(path, png);
  return path;
}
