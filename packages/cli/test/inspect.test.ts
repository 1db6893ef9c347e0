import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalog } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import type { Inspection } from '../src/inspect/inspect-model.js';
import { classifier, ofNumbers, withTwoInputs, withoutRule } from './helpers/networks.js';
import { createSandbox } from './helpers/sandbox.js';

describe('xai inspect', async () => {
  const { run, write, files } = await createSandbox();
  const inspect = async (...args: string[]): Promise<Inspection> => {
    const { code, stdout, stderr } = await run(['inspect', '--json', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Inspection;
  };

  it('tells all about the bundled net', async () => {
    const { code, stdout } = await run(['inspect']);
    expect(code).toBe(0);
    for (const text of [
      /sample-net\.onnx/,
      /ONNX opset 17, made by pytorch .*, 486,637 parameters/,
      /inputs +image +float32 +\[N, 3, 128, 128\] +nchw/,
      /outputs +logits +float32 +\[N, 13\]/,
      /pictures +shortest edge to 144 \(bicubic\), centre crop 128x128, RGB/,
      /labels +13, from model metadata 'labels': cat, dog, daisy/,
      /its logits are 'logits'/,
      /feature layer: '\/Relu_9_output_0', the last feature map/,
      /methods that work: grad-cam, hires-cam, [^:]*occlusion,\s+activations\n\n/,
      /layers \(27\)/,
      /\/Relu_9_output_0 +Relu +activation +\[N, 128, 16, 16\] +feature layer/,
      /Conv +10 +10 +yes/,
    ]) {
      expect(stdout).toMatch(text);
    }
    expect(await files()).toEqual([]);
  });

  it('prints the same as JSON', async () => {
    const found = await inspect();
    expect(found).toMatchObject({
      file: 'sample-net.onnx',
      opset: 17,
      parameters: 486_637,
      preprocessing: { filter: 'bicubic', warnings: [] },
      labels: { count: 13 },
      noRuntime: null,
      explainable: {
        scores: { logits: 'logits', squashing: null },
        featureLayer: { name: '/Relu_9_output_0' },
        gradientAtInput: true,
        gradientAtFeatureLayer: true,
        methods: catalog.map(({ id }) => id),
        reasons: [],
      },
    });
    expect(found.operators!.find(({ op }) => op === 'Conv')).toEqual({
      op: 'Conv',
      domain: '',
      state: 'rule',
      reason: null,
      count: 10,
      onPath: 10,
    });
    expect(found.layers).toHaveLength(27);
  });

  it('says what stands in the way', async () => {
    const blocked = await inspect(await write('rule.onnx', withoutRule()));
    expect(blocked.operators!.find(({ op }) => op === 'Det')).toMatchObject({
      state: 'unsupported',
      onPath: 1,
      reason: 'no rule is written for it yet',
    });
    expect(blocked.explainable).toMatchObject({
      gradientAtInput: false,
      reasons: expect.arrayContaining([
        expect.stringContaining('No gradient passes operator Det') as string,
      ]) as string[],
    });
    const two = await inspect(await write('two.onnx', withTwoInputs()));
    expect(two.explainable).toMatchObject({
      scores: null,
      gradientAtInput: false,
      reasons: [expect.stringContaining("has 2: 'left', 'right'")],
    });
    const numbers = await inspect(await write('numbers.onnx', ofNumbers()));
    expect(numbers).toMatchObject({
      preprocessing: null,
      noPictures: expect.stringContaining('--input FILE.npy') as string,
      explainable: {
        featureLayer: null,
        gradientAtInput: true,
        gradientAtFeatureLayer: false,
        methods: ['saliency', 'input-x-gradient', 'integrated-gradients', 'smoothgrad', 'occlusion', 'activations'],
      },
    });
  });

  it('says what it had to guess', async () => {
    const found = await inspect(await write('net.onnx', classifier()));
    expect(found.preprocessing!.warnings[0]).toContain('Nothing beside the model says');
    expect((await inspect('net.onnx', '--preset', 'tf')).preprocessing).toMatchObject({
      source: { mean: '--preset tf' },
      warnings: [],
    });
  });

  it('exits with 3 for what is no model', async () => {
    await write('text.onnx', 'no model');
    expect((await run(['inspect', 'text.onnx'])).code).toBe(3);
    expect((await run(['inspect', 'net.onxn'])).stderr).toContain("Did you mean 'net.onnx'?");
  });
});

const assets = fileURLToPath(new URL('../../../../shared/assets/onnx/', import.meta.url));
const models = existsSync(assets) ? readdirSync(assets).filter((file) => file.endsWith('.onnx')) : [];

describe.skipIf(models.length === 0)(
  'xai inspect on real networks (skipped where ../shared/assets is absent)',
  async () => {
    const { run } = await createSandbox();
    it.each(models)('%s', async (model) => {
      const { code, stdout, stderr } = await run(['inspect', `${assets}${model}`]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/operators, and whether gradients pass them\n +operator/);
    });
  },
);
