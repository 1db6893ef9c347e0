import { readFile } from 'node:fs/promises';
import { loadOnnxModel } from '@pellucid/backend-ort';
import type { DifferentiableModel, FloatTensor } from '@pellucid/core';
import { createRandom, floatTensor } from '@pellucid/core';
import * as ort from 'onnxruntime-node';
import type { MethodJob } from './jobs.js';
import type { Job } from './measure.js';
import { measure } from './measure.js';
import type { Row } from './table.js';

const shape = [1, 3, 224, 224];
const target = { class: 7 };

/** Times methods on one net, in milliseconds and in forwards of the plain runtime on the same file. */
export async function timeOurs(net: string, file: string, methods: readonly MethodJob[]): Promise<Row[]> {
  const model = await loadOnnxModel(await readFile(file));
  const plain = await ort.InferenceSession.create(file);
  const random = createRandom(0);
  const input = floatTensor(
    Float32Array.from({ length: 3 * 224 * 224 }, () => random.normal()),
    shape,
  );
  const feeds = { [plain.inputNames[0]!]: new ort.Tensor('float32', input.data, shape) };
  const forwards: Job = { name: 'forward', work: () => plain.run(feeds) };
  const times = await measure([forwards, ...methods.map((job) => jobOf(job, model, input))]);
  await plain.release();
  await model.dispose();
  const forward = times.get('forward')!.median;
  return [...times].map(([what, { median }]) => ({
    net,
    tool: what === 'forward' ? 'onnxruntime' : 'pellucid',
    what,
    ms: median,
    forwards: median / forward,
  }));
}

export function jobOf({ name, method, options }: MethodJob, model: DifferentiableModel, input: FloatTensor): Job {
  return { name, work: () => method.run(model, input, { ...options, ...(method.hasTarget && { target }) }) };
}
