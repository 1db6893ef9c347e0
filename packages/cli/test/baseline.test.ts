import { writeNpy } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { classifier } from './helpers/networks.js';
import { gradientPng } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';

describe('--baseline', async () => {
  const { run, write, values } = await createSandbox();
  await write('net.onnx', classifier());
  await write('photo.png', await gradientPng(8, 8));
  const explain = (out: string, baseline: string, ...rest: string[]) =>
    run(
      ['explain', 'photo.png', '--model', 'net.onnx', '--mean', '0.5', '--std', '0.25', '--resize', '8x8'].concat(
        ['--method', 'integrated-gradients', '--target', '1', '--json', '--baseline', baseline, '--out', out],
        rest,
      ),
    );
  const map = async (out: string): Promise<number[]> => [
    ...(await values(`${out}/photo.integrated-gradients.npy`)).data,
  ];
  // (0 - 0.5) / 0.25.
  await write('black.npy', writeNpy(new Float32Array(3 * 64).fill(-2), [3, 8, 8]));
  await write('wide.npy', writeNpy(new Float32Array(3 * 81), [3, 9, 9]));

  it('black is black in pixels, as the preprocessing makes it', async () => {
    const { code, stdout, stderr } = await explain('a', 'black');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect((await explain('b', 'black.npy')).code).toBe(0);
    expect(await map('a')).toEqual(await map('b'));
    const { checks, options, notes } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ checks, options, notes }).toMatchObject({
      checks: { steps: 50 },
      options: { baseline: 'black', steps: 50 },
      notes: [],
    });
  });

  it('a file is named in the recipe; of several, the mean is taken', async () => {
    const { stdout } = await explain('c', 'black.npy,white');
    expect(JSON.parse(stdout)).toMatchObject({ options: { baseline: ['black.npy', 'white'] } });
    await explain('d', 'white');
    const [both, black, white] = [await map('c'), await map('b'), await map('d')];
    both.forEach((value, i) => expect(value).toBeCloseTo((black[i]! + white[i]!) / 2, 5));
  });

  it.each([
    ['blak', /--baseline is one of/],
    ['none.npy', /--baseline none.npy cannot be read/],
    ['wide.npy', /\[1, 3, 9, 9\]/],
  ])('%s is refused', async (baseline, message) => {
    const { code, stderr } = await explain('e', baseline);
    expect(code).toBeGreaterThan(0);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(message);
  });
});
