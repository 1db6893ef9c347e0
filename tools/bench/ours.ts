import { readFile } from 'node:fs/promises';
import { loadOnnxModel } from '@pellucid/backend-ort';
import { createRandom, floatTensor, gradCam, guidedBackprop, occlusion, saliency } from '@pellucid/core';
import * as ort from 'onnxruntime-node';
import type { Row } from './table.js';
import { measure } from './measure.js';

/** Times the methods on one net, in milliseconds and in forwards of the plain runtime on the same file. */
export async function timeOurs(net: string, file: string): Promise<Row[]> {
  const model = await loadOnnxModel(await readFile(file));
  const plain = await ort.InferenceSession.create(file);
  const random = createRandom(0);
  const shape = [1, 3, 224, 224];
  const input = floatTensor(
    Float32Array.from({ length: 3 * 224 * 224 }, () => random.normal()),
    shape,
  );
  const feeds = { [plain.inputNames[0]!]: new ort.Tensor('float32', input.data, shape) };
  const times = await measure([
    { name: 'forward', work: () => plain.run(feeds), repeats: 10 },
    { name: 'saliency', work: () => saliency(model, input), repeats: 7 },
    { name: 'guided-backprop', work: () => guidedBackprop(model, input), repeats: 7 },
    { name: 'grad-cam', work: () => gradCam(model, input), repeats: 7 },
    {
      name: 'occlusion, window 45, stride 22',
      work: () => occlusion(model, input, { window: 45, stride: 22 }),
      repeats: 3,
    },
  ]);
  await plain.release();
  await model.dispose();
  const forward = times.get('forward')!;
  return [...times].map(([what, ms]) => ({
    net,
    tool: what === 'forward' ? 'onnxruntime' : 'pellucid',
    what,
    ms,
    forwards: ms / forward,
  }));
}
