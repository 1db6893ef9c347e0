import { readFileSync } from 'node:fs';
import { loadOnnxModel } from '@pellucid/backend-ort';
import { fileURLToPath } from 'node:url';
import {
  cam,
  featureLayer,
  findLogits,
  floatTensor,
  gradCam,
  guidedBackprop,
  pooledHead,
  saliency,
} from '@pellucid/core';
import type { Attribution, FloatTensor } from '@pellucid/core';
import { checkDirection, normalTensor } from '@pellucid/core/testing';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { TfjsModel } from '../src/index.js';
import { loadTfjsModel } from '../src/index.js';
import { floats } from './helpers/compare.js';
import { assetsFolder, readModel } from './helpers/files.js';

const assets = assetsFolder();
const why = assets ? '' : ' (skipped: ../shared/assets is absent)';
const load = (name: string) => loadTfjsModel(readModel(new URL(`tfjs/${name}/`, assets!)), { engine: 'wasm' });

describe.skipIf(!assets)(`real networks${why}`, () => {
  test('MobileNetV2: the logits of its ONNX twin', async () => {
    const model = await load('mobilenet_v2_imagenet');
    const twin = await loadOnnxModel(readFileSync(new URL('onnx/mobilenet_v2_fp32_from_quant.onnx', assets!)));
    const input = normalTensor([1, 3, 224, 224], 1);
    const ours = floats((await model.run({ input }, ['logits']))['logits']);
    const theirs = await twin.run({ [twin.inputs[0]!.name]: input }, [twin.outputs[0]!.name]);
    const expected = floats(theirs[twin.outputs[0]!.name]);
    expect(ours.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)).toBeLessThan(1e-4);
    expect(featureLayer(model, 'logits').name).toBe('clip_96');
    await model.dispose();
    await twin.dispose();
  });

  test('Darknet Tiny: CAM is the map whose mean is the logit, and Grad-CAM is on the butterfly', async () => {
    const model = await load('darknettiny');
    const logits = model.outputs[0]!.name;
    expect(pooledHead(model, model.inputs[0]!.name, logits).feature.name).toBe('conv2d_16');
    const image = await photo('imagenet/n02279972_monarch.JPEG', 224);
    const { index } = await predicted(model, image, logits);
    // Line 643 of the labels in Darknet's order.
    expect(index).toBe(642);
    const map = floats((await cam(model, image, { upsampling: 'none' })).values);
    const scores = floats((await model.run({ [model.inputs[0]!.name]: image }, [logits]))[logits]);
    expect(mean(map)).toBeCloseTo(scores[642]!, 3);
    // Around the insect. An even map would have 0.43 of its sum there, the area of the part.
    const insect = { top: 0.28, bottom: 0.97, left: 0.05, right: 0.67 };
    expect(share(await gradCam(model, image, {}), insect)).toBeGreaterThan(0.6);
    await model.dispose();
  });

  test('CNN Explainer: logits and feature layer; the maps leave out the corner without pizza', async () => {
    const model = await load('cnn-explainer');
    expect(findLogits(model, 'output').logits).toBe('output/linear');
    expect(featureLayer(model, 'output/linear').name).toBe('relu_2_2');
    const image = await photo('cnn-explainer/pizza_1.jpeg', 64);
    expect(await predicted(model, image, 'output')).toMatchObject({
      index: 2,
      probability: expect.closeTo(0.99, 1) as number,
    });
    // All but the edge of the picture is pizza; the top right corner is not.
    const corner = { top: 0, bottom: 0.25, left: 0.6, right: 1 };
    for (const method of [gradCam, saliency, guidedBackprop] as const) {
      expect(share(await method(model, image, {}), corner)).toBeLessThan(0.1);
    }
    await model.dispose();
  });

  test('a bidirectional LSTM: activations of any length of text, and gradients from the embedding on', async () => {
    const model = await load('spam-bilstm');
    const [input, score] = [model.inputs[0]!.name, 'dense_15'];
    const tokens = floatTensor(Float32Array.from([12, 7, 99, 2850, 2850, 2850]), [1, 6]);
    const names = ['embedding_7', 'bidirectional_7', score];
    const values = await model.run({ [input]: tokens }, names);
    expect(values['bidirectional_7']!.shape).toEqual([1, 6, 64]);
    const [spam = NaN] = floats(values[score]);
    expect(spam).toBeGreaterThan(0);
    expect(spam).toBeLessThan(1);
    const feeds = { embedding_7: values['embedding_7']! };
    const { error } = await checkDirection(model, { feeds, at: 'embedding_7', of: `${score}/linear`, step: 0.001 });
    // The difference's own float32 rounding, at this step.
    expect(error).toBeLessThan(5e-3);
    await expect(model.vjp({ [input]: tokens }, { [score]: { top: 1 } }, [input])).rejects.toMatchObject({
      code: 'gradient-unsupported',
      message: expect.stringContaining("'embedding_7' (Embedding)") as string,
    });
    await model.dispose();
  });
});

/** A photo as these networks take it: RGB / 255, resized and cropped. */
async function photo(name: string, side: number): Promise<FloatTensor> {
  const { data, info } = await sharp(fileURLToPath(new URL(`images/${name}`, assets!)))
    .resize(side, side)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const size = info.width * info.height;
  const values = Float32Array.from({ length: 3 * size }, (_, i) => data[(i % size) * 3 + Math.floor(i / size)]! / 255);
  return floatTensor(values, [1, 3, side, side]);
}

async function predicted(
  model: TfjsModel,
  image: FloatTensor,
  output: string,
): Promise<{ index: number; probability: number }> {
  const scores = floats((await model.run({ [model.inputs[0]!.name]: image }, [output]))[output]);
  const probability = Math.max(...scores);
  return { index: scores.indexOf(probability), probability };
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

type Part = Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>;

/** How much of a map's absolute values lies in a part of it, whose borders are given as parts of its sides. */
function share({ values }: Attribution, { top, bottom, left, right }: Part): number {
  const [height = 0, width = 0] = values.shape.slice(-2);
  let [inside, all] = [0, 0];
  floats(values).forEach((value, i) => {
    const [y, x] = [(Math.floor(i / width) % height) / height, (i % width) / width];
    all += Math.abs(value);
    if (y >= top && y < bottom && x >= left && x < right) inside += Math.abs(value);
  });
  return inside / all;
}
