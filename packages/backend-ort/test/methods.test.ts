import { readFileSync } from 'node:fs';
import { floatTensor, methodById, readNpy } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrtModel } from '../src/index.js';
import { loadOnnxModel } from '../src/index.js';
import { relativeError } from './helpers/compare.js';

/**
 * The methods on the bundled network and photo, against float64 references (tools/reference/fixtures.py), on both
 * runtimes. The kink rule allows max(1e-4, 3 k) for gradients, with k below 1e-6 here; 1e-4 for the others.
 */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/methods/sample-net.json', import.meta.url), 'utf8'),
) as Record<
  string,
  { values: number[]; step?: number; norm?: number; shape: number[]; layer?: string; window?: number; stride?: number }
> & { target: number; logits: number[] };
const limit = 1e-4;

/** The photo's pixels [128, 128, 3] as the network takes them. */
function photo(): FloatTensor {
  const { data } = readNpy(readFileSync(new URL('fixtures/methods/sample-net.pixels.npy', import.meta.url)));
  const cells = data.length / 3;
  const planes = Float32Array.from(
    { length: data.length },
    (_, i) => (Number(data[(i % cells) * 3 + Math.floor(i / cells)]) / 255 - 0.5) / 0.25,
  );
  return floatTensor(planes, [1, 3, 128, 128]);
}

const every = (values: Float32Array, step = 1): Float32Array => values.filter((_, i) => i % step === 0);

describe.each(['node', 'web'] as const)('on onnxruntime-%s', (runtime) => {
  let model: OrtModel;
  beforeAll(async () => {
    model = await loadOnnxModel(readFileSync(new URL('../../sample-net/sample-net.onnx', import.meta.url)), {
      runtime,
    });
  });
  afterAll(() => model.dispose());

  test('the logits are those of PyTorch', async () => {
    const { logits } = await model.run({ image: photo() }, ['logits']);
    expect(relativeError(logits!.data as Float32Array, reference.logits)).toBeLessThan(1e-5);
  });

  test.each(['saliency', 'guided-backprop', 'deconvnet', 'grad-cam', 'occlusion'])(
    '%s is that of the peers',
    async (id) => {
      const { values, step, norm, shape, layer, window, stride } = reference[id]!;
      const [attribution] = await methodById(id).run(model, photo(), {
        ...(id === 'grad-cam' && { upsampling: 'none' }),
        ...(window !== undefined && { window, stride }),
      });
      const { targets, values: ours, layer: chosen } = attribution!;
      expect(targets[0]!.index).toBe(reference.target);
      if (layer !== undefined) expect(chosen!.name).toBe(layer);
      expect(ours.shape).toEqual(id === 'grad-cam' || id === 'occlusion' ? [1, ...shape] : shape);
      expect(relativeError(every(ours.data, step), values)).toBeLessThan(limit);
      if (norm !== undefined) expect(Math.hypot(...ours.data) / norm).toBeCloseTo(1, 4);
    },
  );

  test('the mean of the class activation map is the logit less the bias', async () => {
    const cam = methodById('cam');
    const [map] = await cam.run(model, photo(), { upsampling: 'none' });
    const [other] = await cam.run(model, photo(), { upsampling: 'none', target: { class: 5 } });
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    // The bias is the logit of a feature map of zeros.
    const layer = map!.layer!.name;
    const zeros = await model.run({ [layer]: floatTensor(new Float32Array(128 * 16 * 16), [1, 128, 16, 16]) }, [
      'logits',
    ]);
    const bias = zeros['logits']!.data as Float32Array;
    expect(mean(map!.values.data)).toBeCloseTo(reference.logits[reference.target]! - bias[reference.target]!, 4);
    expect(mean(other!.values.data)).toBeCloseTo(reference.logits[5]! - bias[5]!, 4);
  });
});
