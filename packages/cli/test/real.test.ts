import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '@pellucid/core';
import { createSandbox } from './helpers/sandbox.js';

const assets = fileURLToPath(new URL('../../../../shared/assets/', import.meta.url));
const photo = `${assets}images/imagenet/n02099601_golden_retriever.JPEG`;
const labels = `${assets}labels/imagenet1000_wnid_labels.txt`;
const methods = 'grad-cam,cam,saliency,guided-backprop,deconvnet,activations';

describe.skipIf(!existsSync(assets))('a golden retriever (skipped where ../shared/assets is absent)', async () => {
  const { run } = await createSandbox();
  it.each([
    ['mobilenet_v2_fp32_from_quant.onnx', 'imagenet', '697_quantized', [7, 7]],
    ['squeezenet1.1_fp32_from_fp16.onnx', 'imagenet-bgr', 'conv10_2', [13, 13]],
  ])('%s', async (model, preset, layer, shape) => {
    const flags = ['--model', `${assets}onnx/${model}`, '--preset', preset, '--labels', labels, '--upsampling', 'none'];
    const { code, stdout } = await run(['explain', photo, ...flags, '--method', methods, '--json', '--out', preset]);
    expect(code).toBe(0);
    const [gradCam, cam, ...others] = JSON.parse(stdout) as Recipe[];
    for (const found of [gradCam!, cam!]) {
      expect(found).toMatchObject({ target: { index: 207, label: 'golden retriever' }, layer: { name: layer }, shape });
    }
    expect(others.map(({ target }) => target?.index)).toEqual([207, 207, 207, undefined]);
  });
});
