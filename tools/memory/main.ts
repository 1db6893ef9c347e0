/**
 * Explains 300 different photos in one process and watches its memory: `npm run memory`, or with the number of photos
 * behind it. Fails where memory goes on growing after the warm-up.
 */
import { existsSync, readFileSync } from 'node:fs';
import { loadOnnxModel } from '@pellucid/backend-ort';
import { findPreprocessing, gradCam, occlusion, saliency, toInput } from '@pellucid/core';
import type { PresetName } from '@pellucid/core';
import { growthOf, sample, tableOf, warmUp } from './measure.js';
import type { Sample } from './measure.js';
import { findPictures } from './pictures.js';

interface Net {
  readonly name: string;
  /** The first that is there is taken. */
  readonly files: readonly string[];
  readonly preset?: PresetName;
}

const nets: readonly Net[] = [
  { name: 'the bundled net', files: ['../../packages/sample-net/sample-net.onnx'] },
  {
    name: 'MobileNetV2',
    files: ['../../../shared/assets/onnx/mobilenet_v2_fp32_from_quant.onnx', '../../.bench/mobilenet_v2.onnx'],
    preset: 'imagenet',
  },
];

/**
 * MiB that resident memory may grow by after the warm-up. One input of the smaller net that is not let go each time would
 * be 30, the allocator's pools move by some.
 */
const allowedGrowth = 10;
const count = Number(process.argv[2] ?? 300);
const every = 20;

async function watch(file: URL, preset: PresetName | undefined): Promise<Sample[]> {
  const model = await loadOnnxModel(readFileSync(file), { threads: 1 });
  const [input] = model.inputs;
  const clues = { inputShape: input!.shape, sidecars: {}, metadata: model.metadata };
  const { preprocessing } = findPreprocessing(clues, preset === undefined ? {} : { preset });
  const samples = [await sample(0)];
  for (let index = 0; index < count; index++) {
    const tensor = toInput(pictures.picture(index), preprocessing).input;
    const side = tensor.shape[3]! >> 1;
    await saliency(model, tensor);
    await gradCam(model, tensor);
    await occlusion(model, tensor, { window: side, stride: side });
    if ((index + 1) % every === 0) samples.push(await sample(index + 1));
  }
  await model.dispose();
  samples.push(await sample(count));
  return samples;
}

const pictures = await findPictures();
console.log(`${count} explanations by saliency, Grad-CAM and occlusion of ${pictures.source}`);
for (const { name, files, preset } of nets) {
  const file = files.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (!file) {
    console.log(`\n${name} is not here and is left out.`);
    continue;
  }
  const samples = await watch(file, preset);
  const growth = growthOf(samples.slice(0, -1)) / 2 ** 20;
  console.log(`\n${name}; the last line is after it was disposed of\n\n${tableOf(samples)}\n`);
  console.log(
    `Resident memory grew by ${growth.toFixed(1)} MiB after the first ${warmUp}; at most ${allowedGrowth} are allowed.`,
  );
  if (growth > allowedGrowth) process.exitCode = 1;
}
