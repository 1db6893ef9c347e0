import { mkdir } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../src/image/decode.js';
import { classifier } from './helpers/networks.js';
import { gradientPixels, gradientPng, plain, raw } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';

describe('decodeImage', () => {
  it('gives 8-bit pictures as they are', async () => {
    const pixels = gradientPixels(20, 10);
    expect(await decodeImage(await raw(pixels, 20, 10).png().toBuffer())).toEqual({
      data: Buffer.from(pixels),
      width: 20,
      height: 10,
      channels: 3,
    });
  });

  it('scales 16 bits to 8', async () => {
    const values = Uint16Array.from(gradientPixels(20, 10), (value) => value * 257);
    const png = await sharp(values, { raw: { width: 20, height: 10, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    expect((await decodeImage(png)).data).toEqual(Buffer.from(gradientPixels(20, 10)));
  });

  it('gives gray pictures three equal channels', async () => {
    const png = await sharp(Uint8Array.of(0, 100, 255, 7), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).channels).toBe(1);
    expect([...(await decodeImage(png)).data]).toEqual([0, 0, 0, 100, 100, 100, 255, 255, 255, 7, 7, 7]);
  });

  it('keeps transparency', async () => {
    const png = await raw(Uint8Array.of(10, 20, 30, 128, 1, 2, 3, 0), 2, 1, 4)
      .png()
      .toBuffer();
    expect(await decodeImage(png)).toEqual({
      data: Buffer.of(10, 20, 30, 128, 1, 2, 3, 0),
      width: 2,
      height: 1,
      channels: 4,
    });
  });

  it('turns pictures upright', async () => {
    const upright = gradientPixels(20, 10);
    // Orientation 6 says: turn a quarter to the right to see it upright.
    const turned = await raw(upright, 20, 10).rotate(-90).png().withMetadata({ orientation: 6 }).toBuffer();
    expect(await sharp(turned).metadata()).toMatchObject({ width: 10, height: 20, orientation: 6 });
    expect(await decodeImage(turned)).toEqual({ data: Buffer.from(upright), width: 20, height: 10, channels: 3 });
  });

  it('converts CMYK', async () => {
    // Muted colours, which inks can make. The file does not say how its inks look, so there is no exact answer: programs
    // differ by this much, and by far more when they mistake the inks for their complements, as some do.
    for (const color of [
      [150, 100, 90],
      [100, 130, 110],
      [128, 128, 128],
    ] as const) {
      const jpeg = await plain(color).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
      expect((await sharp(jpeg).metadata()).space).toBe('cmyk');
      const { data, channels } = await decodeImage(jpeg);
      expect(channels).toBe(3);
      color.forEach((value, channel) => expect(Math.abs(data[channel]! - value)).toBeLessThanOrEqual(20));
    }
  });

  it('takes the numbers of a picture with a colour profile as they are', async () => {
    const pixels = gradientPixels(20, 10);
    const png = await raw(pixels, 20, 10).withMetadata().withIccProfile('p3', { attach: true }).png().toBuffer();
    const { data } = await sharp(png, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    expect((await sharp(png).metadata()).hasProfile).toBe(true);
    expect((await decodeImage(png)).data).toEqual(data);
  });

  it('refuses a picture that is too large by its header alone', async () => {
    await expect(decodeImage(emptyPng(30_000, 20_000))).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('30000 x 20000 pixels; at most 268 megapixels') as string,
    });
  });

  it('refuses what is damaged, cut off, empty or no picture', async () => {
    const png = await gradientPng(100, 100);
    const jpeg = await sharp(png).jpeg().toBuffer();
    const damaged = Buffer.from(png);
    damaged[png.length >> 1]! ^= 255;
    for (const bytes of [
      png.subarray(0, png.length >> 1),
      jpeg.subarray(0, jpeg.length >> 1),
      damaged,
      Buffer.from('hello'),
      Buffer.alloc(0),
    ]) {
      await expect(decodeImage(bytes)).rejects.toMatchObject({ name: 'XaiError', code: 'input-invalid' });
    }
  });
});

/** A PNG that says it is this large and has no pixels. */
function emptyPng(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.of(0x78, 0x9c, 3, 0, 0, 0, 0, 1)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('xai explain with many pictures', async () => {
  const { run, write, files, path, recipe, values } = await createSandbox();
  await write('net.onnx', classifier());
  for (const folder of ['a', 'b', 'c']) await mkdir(path(folder));
  for (const name of [
    'a/one.png',
    'a/two.png',
    'b/one.png',
    'c/one.png',
    'c/one.jpg',
    'c/two.txt',
    'one-2.png',
    'one.png',
  ])
    await write(
      name,
      await sharp(await gradientPng())
        .toFormat(name.endsWith('jpg') ? 'jpeg' : 'png')
        .toBuffer(),
    );
  const explain = (...args: string[]): ReturnType<typeof run> =>
    run(['explain', '--model', 'net.onnx', '--preset', 'raw01', '--format', 'npy', ...args]);

  it('takes files, folders and globs, each file once', async () => {
    const { code, stdout } = await explain('a', 'a/one.png', './a/*.png', 'c', '--json', '--out', 'x1');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { input: { file: string } }[]).map(({ input }) => input.file)).toEqual([
      'a/one.png',
      'a/two.png',
      'c/one.jpg',
      'c/one.png',
    ]);
  });

  it('takes a name that begins with a dash behind two more', async () => {
    await write('-odd.png', await gradientPng());
    expect((await explain('one.png', '--out', 'x0', '--', '-odd.png')).code).toBe(0);
    expect(await files('x0')).toEqual(['-odd.grad-cam.npy', 'one.grad-cam.npy']);
  });

  it('gives every picture a name of its own', async () => {
    expect((await explain('a/one.png', 'b/one.png', '--out', 'x2')).code).toBe(0);
    expect(await files('x2')).toEqual(['a-one.grad-cam.npy', 'b-one.grad-cam.npy']);
    expect((await explain('c', '--out', 'x3')).code).toBe(0);
    expect(await files('x3')).toEqual(['one-jpg.grad-cam.npy', 'one-png.grad-cam.npy']);
    expect((await explain('c', 'a', 'one-2.png', '--out', 'x4')).code).toBe(0);
    expect(await files('x4')).toHaveLength(5);
  });

  it('overwrites no file that it reads', async () => {
    await mkdir(path('d'));
    await write('d/one.png', await gradientPng());
    await write('d/one.grad-cam.png', await plain([9, 9, 9]).png().toBuffer());
    const before = (await sharp(path('d/one.grad-cam.png')).stats()).channels.map(({ mean }) => mean);
    expect(
      (await run(['explain', 'd', '--model', 'net.onnx', '--preset', 'raw01', '--out', 'd', '--format', 'png,json']))
        .code,
    ).toBe(0);
    expect((await sharp(path('d/one.grad-cam.png')).stats()).channels.map(({ mean }) => mean)).toEqual(before);
    expect(await files('d')).toEqual([
      'one.grad-cam-2.json',
      'one.grad-cam-2.png',
      'one.grad-cam.grad-cam.json',
      'one.grad-cam.grad-cam.png',
      'one.grad-cam.png',
      'one.png',
    ]);
  });

  it('does the others when one is bad, lists the bad one and exits with 1', async () => {
    await write('bad.png', (await gradientPng()).subarray(0, 200));
    const { code, stdout, stderr } = await explain(
      'one.png',
      'bad.png',
      'nowhere.png',
      'a/two.png',
      '--json',
      '--out',
      'x5',
    );
    expect(code).toBe(1);
    expect(await files('x5')).toEqual(['one.grad-cam.npy', 'two.grad-cam.npy']);
    expect(stderr).toContain('xai: bad.png: The picture is damaged or cut off');
    expect(stderr).toContain('xai: nowhere.png: There is no such file.');
    expect(stderr).toContain('xai: 2 of 4 pictures failed: bad.png, nowhere.png');
    const records = JSON.parse(stdout) as { input: { file: string }; error?: { code: string } }[];
    expect(records.map(({ input, error }) => [input.file, error?.code])).toEqual([
      ['one.png', undefined],
      ['bad.png', 'input-invalid'],
      ['nowhere.png', 'input-invalid'],
      ['a/two.png', undefined],
    ]);
  });

  it('leaves no folder behind when nothing could be done', async () => {
    const { code, stderr } = await explain('bad.png', '--out', 'new/deep');
    expect({ code, left: await files('new') }).toEqual({ code: 1, left: [] });
    expect(await files()).not.toContain('new');
    expect(stderr).not.toContain('    at ');
    expect((await explain('b/*.jpg', 'nowhere/', '--out', 'new')).code).toBe(1);
  });

  it('explains a rotated, a transparent, a 16-bit and a CMYK picture', async () => {
    const pixels = gradientPixels(40, 30);
    const deep = sharp(
      Uint16Array.from(pixels, (value) => value * 257),
      { raw: { width: 40, height: 30, channels: 3 } },
    );
    await write('upright.png', await gradientPng());
    await write('turned.png', await raw(pixels, 40, 30).rotate(-90).png().withMetadata({ orientation: 6 }).toBuffer());
    await write('deep.png', await deep.toColourspace('rgb16').png().toBuffer());
    await write('clear.png', await raw(pixels, 40, 30).ensureAlpha().png().toBuffer());
    await write('ink.jpg', await raw(pixels, 40, 30).toColourspace('cmyk').jpeg().toBuffer());
    const { code, stderr } = await explain(
      'upright.png',
      'turned.png',
      'deep.png',
      'clear.png',
      'ink.jpg',
      '--out',
      'x6',
      '--format',
      'npy,json',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const upright = await values('x6/upright.grad-cam.npy');
    for (const name of ['turned', 'deep', 'clear']) expect(await values(`x6/${name}.grad-cam.npy`)).toEqual(upright);
    expect((await recipe('x6/turned.grad-cam.json')).input).toMatchObject({ width: 40, height: 30 });
    expect((await values('x6/ink.grad-cam.npy')).shape).toEqual([8, 8]);
  });

  it('keeps the exact input of one picture only', async () => {
    const { code, stderr } = await explain('a', '--save-input', 'x.npy', '--out', 'x7');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('there are 2') as string });
    expect((await explain('one.png', '--save-input', 'kept/x.npy', '--out', 'x7')).code).toBe(0);
    expect((await values('kept/x.npy')).shape).toEqual([1, 3, 8, 8]);
  });
});
