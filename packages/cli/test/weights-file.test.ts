import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readWeights } from '../src/model/weights-file.js';
import { createSandbox } from './helpers/sandbox.js';

describe('weights beside a model', async () => {
  const { write, path } = await createSandbox();
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
  await mkdir(path('net/inner'), { recursive: true });
  await write('net/weights.bin', bytes);
  await write('net/inner/part.bin', bytes);
  await write('outside.bin', bytes);
  await symlink(path('outside.bin'), path('net/out.bin'));
  await symlink(path('net/inner/part.bin'), path('net/in.bin'));
  await symlink('..', path('net/up'));
  const read =
    (location: string, offset = 0, length = 4) =>
    () =>
      readWeights(path('net'), location, offset, length);

  it.each([
    ['weights.bin', 10, 3, [10, 11, 12]],
    ['weights.bin', 96, 4, [96, 97, 98, 99]],
    ['weights.bin', 100, 0, []],
    ['inner/part.bin', 1, 2, [1, 2]],
    ['in.bin', 1, 2, [1, 2]],
  ])('%s from %i on, %i bytes', (location, offset, length, expected) => {
    expect([...read(location, offset, length)()]).toEqual(expected);
  });

  it.each<[string, string, number, number, RegExp]>([
    ['a file that is not there', 'none.bin', 0, 4, /'none\.bin' beside it, but that file is not there/],
    ['a folder', 'inner', 0, 4, /'inner' beside it, but that is not a file/],
    ['a link that leads out', 'out.bin', 0, 4, /'out\.bin' is a link that leads out/],
    ['a way out through a link', 'up/outside.bin', 0, 4, /leads out/],
    ['a way out', '../outside.bin', 0, 4, /leads out/],
    ['an offset past the end', 'weights.bin', 98, 4, /too short: 102 bytes are needed, but it has 100/],
    ['more than memory holds', 'weights.bin', 0, 2 ** 52, /too short/],
  ])('not from %s', (_what, location, offset, length, message) => {
    expect(read(location, offset, length)).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(message) as string }),
    );
  });

  const hasPipes = process.platform !== 'win32';
  it.skipIf(!hasPipes)(hasPipes ? 'not from a pipe, which would never end' : 'a pipe (skipped: none here)', () => {
    execFileSync('mkfifo', [path('net/pipe')]);
    expect(read('pipe')).toThrow(/'pipe' beside it, but that is not a file/);
  });
});
