import { describe, expect, it } from 'vitest';
import { segmenter } from './helpers/networks.js';
import { gradientPng, raw } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';

describe('a network with a class per pixel', async () => {
  const { run, write, values } = await createSandbox();
  await write('net.onnx', segmenter());
  await write('photo.png', await gradientPng(16, 16));
  const maskOf = (width: number, height: number, isIn: (x: number, y: number) => boolean): Promise<Buffer> =>
    raw(
      Uint8Array.from({ length: width * height * 3 }, (_, i) =>
        isIn(Math.floor(i / 3) % width, Math.floor(i / 3 / width)) ? 255 : 0,
      ),
      width,
      height,
    )
      .png()
      .toBuffer();
  // The photo is brought from 16 x 16 to 8 x 8, so the mask of the pixel 2, 5 has four pixels in the photo's size.
  await write('photo-mask.png', await maskOf(16, 16, (x, y) => x >> 1 === 2 && y >> 1 === 5));
  await write('output-mask.png', await maskOf(8, 8, (x, y) => x === 2 && y === 5));
  await write('other-mask.png', await maskOf(9, 8, () => true));
  const explain = async (
    out: string,
    ...args: string[]
  ): Promise<{ code: number; stderr: string; data: Float32Array }> => {
    const { code, stderr } = await run([
      'explain',
      'photo.png',
      '--model',
      'net.onnx',
      '--preset',
      'raw01',
      '--filter',
      'box',
      '--method',
      'saliency',
      '--target',
      '1',
      '--out',
      out,
      ...args,
    ]);
    return { code, stderr, data: code === 0 ? (await values(`${out}/photo.saliency.npy`)).data : new Float32Array() };
  };

  it('explains one pixel of a class, named or masked in either size', async () => {
    const [point, photo, output] = [
      await explain('a', '--region', '2,5'),
      await explain('b', '--region', 'photo-mask.png'),
      await explain('c', '--region', 'output-mask.png'),
    ];
    expect([point.stderr, photo.stderr, output.stderr]).toEqual(['', '', '']);
    expect(photo.data).toEqual(point.data);
    expect(output.data).toEqual(point.data);
    // A convolution of 3 x 3: the pixel sees its neighbours and nothing else.
    const seen = [...point.data].flatMap((value, i) => (value === 0 ? [] : [[i % 8, Math.floor(i / 8) % 8] as const]));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(([x, y]) => Math.abs(x - 2) <= 1 && Math.abs(y - 5) <= 1)).toBe(true);
  });

  it('explains the pixels that are predicted as the class by default', async () => {
    const [plain, named] = [await explain('d'), await explain('e', '--region', 'predicted')];
    expect(plain.code).toBe(0);
    expect(named.data).toEqual(plain.data);
  });

  it('gives the share of pixels as the classes, and keeps the mask in the recipe', async () => {
    const { stdout } = await run([
      'explain',
      'photo.png',
      '--model',
      'net.onnx',
      '--preset',
      'raw01',
      '--region',
      'photo-mask.png',
      '--json',
      '--out',
      'f',
    ]);
    const record = JSON.parse(stdout) as {
      top: { quantity: string; classes: { score: number }[] };
      options: { region: unknown };
    };
    expect(record.top.quantity).toBe('share');
    expect(record.top.classes.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
    expect(record.options.region).toBe('photo-mask.png');
  });

  it('refuses a mask of another size and a pixel outside', async () => {
    expect(await explain('g', '--region', 'other-mask.png')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is 9 x 8; it should be as large as the picture (16 x 16)') as string,
    });
    expect(await explain('h', '--region', '8,0')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('outside the output') as string,
    });
  });
});
