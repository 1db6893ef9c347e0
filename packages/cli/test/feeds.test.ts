import { writeNpy } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { weightAt, withIndex, withTwoInputs } from './helpers/networks.js';
import { createSandbox } from './helpers/sandbox.js';

describe('--feed', async () => {
  const { run, write, values } = await createSandbox();
  await write('net.onnx', withIndex());
  await write('two.onnx', withTwoInputs());
  await write('rows.npy', writeNpy(Float32Array.of(1, -2, 0.5, 4, 0, 1), [2, 3]));
  await write('one.npy', writeNpy(BigInt64Array.of(3n), [1]));
  await write('each.npy', writeNpy(BigInt64Array.of(4n, 1n), [2]));
  await write('three.npy', writeNpy(BigInt64Array.of(1n, 2n, 3n), [3]));
  const explain = (...rest: string[]) =>
    run(['explain', '--model', 'net.onnx', '--input', 'rows.npy', '--method', 'saliency', ...rest]);
  const tableRow = (index: number): number[] => [0, 1, 2].map((i) => Math.fround(weightAt(3 * index + i)));

  it('one row for all inputs, kept in the recipe', async () => {
    const { code, stdout } = await explain('--feed', 'index=one.npy', '--out', 'a', '--json');
    expect(code).toBe(0);
    for (const row of [0, 1]) expect([...(await values(`a/rows-${row}.saliency.npy`)).data]).toEqual(tableRow(3));
    const [recipe] = JSON.parse(stdout) as { feeds: unknown }[];
    expect(recipe!.feeds).toEqual({ index: { file: 'one.npy', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  });

  it('or one row each', async () => {
    expect((await explain('--feed', 'index=each.npy', '--out', 'b')).code).toBe(0);
    expect([...(await values('b/rows-0.saliency.npy')).data]).toEqual(tableRow(4));
    expect([...(await values('b/rows-1.saliency.npy')).data]).toEqual(tableRow(1));
  });

  it('takes the part of either input', async () => {
    const { code } = await run(
      [
        'explain',
        '--model',
        'two.onnx',
        '--input',
        'rows.npy',
        '--feed',
        'left=rows.npy',
        '--method',
        'saliency',
      ].concat(['--target', 'output:sum[1]', '--out', 'c']),
    );
    expect(code).toBe(0);
    expect([...(await values('c/rows-0.saliency.npy')).data]).toEqual([0, 1, 0]);
  });

  it.each([
    [[], /'net.onnx' has 2 inputs: 'numbers' \(float32\), 'index' \(int64\).*--feed index=FILE.npy/],
    [['--feed', 'index'], /--feed takes NAME=FILE.npy, but got 'index'/],
    [['--feed', 'indx=one.npy'], /Did you mean 'index'\?/],
    [['--feed', 'index=one.npy', '--feed', 'index=each.npy'], /gives the input 'index' twice/],
    [['--feed', 'index=one.npy', '--feed', 'numbers=rows.npy'], /No input is left to explain/],
  ])('%j is refused before work begins', async (flags, message) => {
    const { code, stderr } = await explain(...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  it.each([
    ['none.npy', /--feed index=none.npy cannot be read/],
    ['three.npy', /one row for all or 2 \(one each\), but three.npy holds \[3\]/],
  ])('%s is no such array', async (file, message) => {
    const { code, stderr } = await explain('--feed', `index=${file}`);
    expect(code).toBeGreaterThan(0);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(message);
  });
});
