import { describe, expect, it } from 'vitest';
import type { Inspection } from '../src/inspect/inspect-model.js';
import { channelsLastClassifier, classifier } from './helpers/networks.js';
import { gradientPng } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';

describe('a file that stores pictures as [N, H, W, C]', async () => {
  const { run, write, values, recipe } = await createSandbox();
  await write('photo.png', await gradientPng());
  await write('last.onnx', channelsLastClassifier([24, 20]));
  await write('first.onnx', classifier([24, 20]));
  await write('free.onnx', channelsLastClassifier(['h', 'w']));
  const explain = async (model: string, out: string, ...more: string[]): Promise<void> => {
    const words = [
      'explain',
      '--model',
      model,
      '--preset',
      'raw01',
      '--target',
      '1',
      '--out',
      out,
      '--format',
      'npy,json',
    ];
    const { code, stderr } = await run([...words, ...more]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };

  it('is explained as its twin of [N, C, H, W] is', async () => {
    for (const method of ['saliency', 'grad-cam']) {
      for (const model of ['last', 'first']) await explain(`${model}.onnx`, model, 'photo.png', '--method', method);
      const [last, first] = [await values(`last/photo.${method}.npy`), await values(`first/photo.${method}.npy`)];
      expect(last.shape).toEqual(first.shape);
      expect(last).toEqual(first);
    }
  });

  it('takes an array in the order of core, and gives it back so', async () => {
    await explain('last.onnx', 'saved', 'photo.png', '--method', 'saliency', '--save-input', 'input.npy');
    expect((await values('input.npy')).shape).toEqual([1, 3, 24, 20]);
    await explain('last.onnx', 'again', '--method', 'saliency', '--input', 'input.npy');
    expect(await values('again/input.saliency.npy')).toEqual(await values('saved/photo.saliency.npy'));
  });

  it('takes pictures of the size that is asked for, where it leaves it free', async () => {
    await explain('free.onnx', 'free', 'photo.png', '--method', 'saliency', '--resize', '18,22');
    expect((await values('free/photo.saliency.npy')).shape).toEqual([3, 18, 22]);
    expect(await recipe('free/photo.saliency.json')).toMatchObject({ target: { index: 1 } });
  });

  it('is shown as it is stored', async () => {
    const { stdout } = await run(['inspect', 'last.onnx']);
    expect(stdout).toMatch(/inputs +image +float32 +\[N, 3, 24, 20\] +nhwc/);
    expect(stdout).toMatch(/image +Input +input +\[N, 3, 24, 20\] \(nhwc\)/);
    const found = JSON.parse((await run(['inspect', '--json', 'last.onnx'])).stdout) as Inspection;
    expect(found.layers.map(({ name, layout }) => [name, layout])).toEqual([
      ...[
        ['image', 'nhwc'],
        ['picture', 'nchw'],
        ['convolved', 'nchw'],
        ['features', 'nchw'],
        ['pooled', 'nchw'],
      ],
      ...[
        ['flat', null],
        ['logits', null],
      ],
    ]);
  });
});
