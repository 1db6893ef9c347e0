/**
 * Explains 500 different photos in one process and watches its memory: `npm run memory [-- COUNT] [--engine NAME ...]`.
 * Fails where resident memory goes on growing after the warm-up, or where an explanation leaves a tensor of TensorFlow.js.
 */
import { parseArgs } from 'node:util';
import { findPreprocessing, gradCam, occlusion, saliency, toInput } from '@pellucid/core';
import { memory } from '@tensorflow/tfjs';
import { engines as allEngines, openOrWhy, ortEngine } from '../parity/engines.js';
import type { Engine, OpenModel } from '../parity/engines.js';
import { isHere, mobileNet, networkFor, sampleNet } from '../parity/pairs.js';
import type { Pair } from '../parity/pairs.js';
import { growthOf, sample, tableOf, warmUp } from './measure.js';
import type { Sample } from './measure.js';
import { findPictures } from './pictures.js';

/**
 * MiB that resident memory may grow by after the warm-up. One input of the smaller net that is not let go each time would
 * be 30, the allocator's pools move by some.
 */
const allowedGrowth = 10;
const every = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engine: { type: 'string', multiple: true, default: ['onnxruntime-node cpu', 'tfjs wasm'] } },
});
const count = Number(positionals[0] ?? 500);
const engines = [ortEngine('node', 'cpu', { threads: 1 }), ...allEngines.slice(1)];

/** What was in use while a network explained, and how many tensors there were after each explanation. */
interface Watched {
  readonly samples: readonly Sample[];
  readonly tensors: ReadonlySet<number>;
}

async function watch(model: OpenModel, { preset }: Pair, { format }: Engine): Promise<Watched> {
  const [input] = model.inputs;
  const clues = { inputShape: input!.shape, sidecars: {}, metadata: model.metadata };
  const { preprocessing } = findPreprocessing(clues, preset === undefined ? {} : { preset });
  const counted = (): number | null => (format === 'tfjs' ? memory().numTensors : null);
  const tensors = new Set<number>();
  const samples = [await sample(0, counted())];
  for (let index = 0; index < count; index++) {
    const tensor = toInput(pictures.picture(index), preprocessing).input;
    const side = tensor.shape[3]! >> 1;
    await saliency(model, tensor);
    await gradCam(model, tensor);
    await occlusion(model, tensor, { window: side, stride: side });
    tensors.add(memory().numTensors);
    if ((index + 1) % every === 0) samples.push(await sample(index + 1, counted()));
  }
  await model.dispose();
  samples.push(await sample(count, counted()));
  return { samples, tensors };
}

const pictures = await findPictures();
console.log(`${count} explanations by saliency, Grad-CAM and occlusion of ${pictures.source}`);
for (const engine of engines.filter(({ name }) => values.engine.includes(name))) {
  for (const pair of [sampleNet, mobileNet]) {
    const what = `${pair.name} on ${engine.name}`;
    const model = isHere(pair) ? await openOrWhy(engine, networkFor(pair, engine)) : 'it is not here';
    if (typeof model === 'string') {
      console.log(`\n${what} is left out: ${model}.`);
      continue;
    }
    const { samples, tensors } = await watch(model, pair, engine);
    const growth = growthOf(samples.slice(0, -1)) / 2 ** 20;
    console.log(`\n${what}; the last line is after it was disposed of\n\n${tableOf(samples)}\n`);
    console.log(
      `Resident memory grew by ${growth.toFixed(1)} MiB after the first ${warmUp}; at most ${allowedGrowth} are allowed.`,
    );
    if (engine.format === 'tfjs') console.log(`Tensors after each explanation: ${[...tensors].join(', ')}.`);
    if (growth > allowedGrowth || tensors.size > 1) process.exitCode = 1;
  }
}
