import { readFile } from 'node:fs/promises';
import { writeNpy } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { classifier, ofNumbers, weightAt } from './helpers/networks.js';
import { gradientPng } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';

describe('--input', async () => {
  const { run, write, files, values, path } = await createSandbox();
  await write('numbers.onnx', ofNumbers());
  await write('net.onnx', classifier());
  const row = Float32Array.of(1, -2, 0.5, 3);

  it('explains numbers that are no picture', async () => {
    await write('row.npy', writeNpy(row, [1, 4]));
    const { code, stderr, stdout } = await run([
      'explain',
      '--model',
      'numbers.onnx',
      '--input',
      'row.npy',
      '--method',
      'saliency',
      '--target',
      '2',
      '--json',
      '--out',
      'a',
    ]);
    expect({ code, noted: stderr.includes('note:') }).toEqual({ code: 0, noted: false });
    const { data, shape } = await values('a/row.saliency.npy');
    expect(shape).toEqual([4]);
    // The third column of the weights, scaled by 0.1 where the leaky ReLU's argument is negative.
    const column = Float32Array.from({ length: 4 }, (_, i) => weightAt(3 * i + 2));
    const slope = column.reduce((sum, weight, i) => sum + weight * row[i]!, 0) > 0 ? 1 : 0.1;
    data.forEach((value, i) => expect(value).toBeCloseTo(slope * column[i]!, 6));
    expect(JSON.parse(stdout)).toMatchObject({
      rendering: { chart: 'bars' },
      preprocessing: null,
      target: { index: 2, label: null },
    });
  });

  it('takes an array without the batch, and one in another type', async () => {
    for (const [name, array] of [
      ['flat', writeNpy(row, [4])],
      ['double', writeNpy(Float64Array.from(row), [1, 4])],
    ] as const) {
      await write(`${name}.npy`, array);
      expect(
        (
          await run([
            'explain',
            '--model',
            'numbers.onnx',
            '--input',
            `${name}.npy`,
            '--method',
            'saliency',
            '--target',
            '2',
            '--out',
            'b',
          ])
        ).code,
      ).toBe(0);
      expect(await values(`b/${name}.saliency.npy`)).toEqual(await values('a/row.saliency.npy'));
    }
  });

  it('explains each row of a batch', async () => {
    await write('rows.npy', writeNpy(Float32Array.of(1, -2, 0.5, 3, 0, 1, 0, 0), [2, 4]));
    const { code } = await run([
      'explain',
      '--model',
      'numbers.onnx',
      '--input',
      'rows.npy',
      '--method',
      'saliency',
      '--target',
      '2',
      '--format',
      'npy',
      '--out',
      'c',
    ]);
    expect({ code, files: await files('c') }).toEqual({
      code: 0,
      files: ['rows-0.saliency.npy', 'rows-1.saliency.npy'],
    });
    expect(await values('c/rows-0.saliency.npy')).toEqual(await values('a/row.saliency.npy'));
  });

  it('takes the name from a picture beside it', async () => {
    await write('photo.png', await gradientPng());
    await run([
      'explain',
      'photo.png',
      '--model',
      'net.onnx',
      '--preset',
      'raw01',
      '--save-input',
      'x.npy',
      '--out',
      'd',
    ]);
    const { code } = await run(['explain', 'photo.png', '--model', 'net.onnx', '--input', 'x.npy', '--out', 'e']);
    expect(code).toBe(0);
    expect(await readFile(path('e/photo.grad-cam.npy'))).toEqual(await readFile(path('d/photo.grad-cam.npy')));
  });

  it('refuses another shape, numbers that are not finite, and what is no array', async () => {
    await write('wide.npy', writeNpy(new Float32Array(5), [1, 5]));
    await write('deep.npy', writeNpy(new Float32Array(4), [1, 1, 4, 1]));
    await write('nan.npy', writeNpy(Float32Array.of(1, NaN, 0, 0), [1, 4]));
    await write('text.npy', 'not an array');
    const explain = (name: string): ReturnType<typeof run> =>
      run(['explain', '--model', 'numbers.onnx', '--input', name, '--method', 'saliency', '--out', 'f']);
    expect(await explain('wide.npy')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\[N, 4\].*\[1, 5\]/) as string,
    });
    expect(await explain('deep.npy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("'row' is [N, 4], but the array is [1, 1, 4, 1]") as string,
    });
    expect(await explain('nan.npy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not finite') as string,
    });
    expect(await explain('text.npy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not a .npy file') as string,
    });
    expect(await explain('nowhere.npy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--input nowhere.npy cannot be read: it is not there.') as string,
    });
    expect(await files('f')).toEqual([]);
  });

  it('is asked for where a network takes no pictures', async () => {
    const { code, stderr } = await run(['explain', 'photo.png', '--model', 'numbers.onnx']);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('--input FILE.npy') as string });
  });
});
