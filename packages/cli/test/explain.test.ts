import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bundledPhoto } from '../src/model/bundled.js';
import { createSandbox } from './helpers/sandbox.js';

const stem = 'photo-cat-chelsea-cc0';

describe('xai explain without arguments', async () => {
  const { run, files, values, recipe } = await createSandbox();
  const { code, stdout, stderr } = await run(['explain']);

  it('names the class, the top five, method, layer and files', async () => {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/0 {2}cat +\d+\.\d % {2}█+/);
    expect(stdout.match(/^ +\d+ {2}\w+ +< ?\d.*%|^ +\d+ {2}\w+ +\d.*%/gm)).toHaveLength(5);
    expect(stdout).toContain('Grad-CAM of cat (logit');
    expect(stdout).toMatch(/layer \/Relu_9_output_0: the last feature map/);
    expect(stdout).toContain(`explanations/${stem}.grad-cam.png`);
    expect(await files('explanations')).toEqual(['json', 'npy', 'png'].map((ending) => `${stem}.grad-cam.${ending}`));
  });

  it('looks at the face of the cat', async () => {
    const { data, shape } = await values(`explanations/${stem}.grad-cam.npy`);
    expect(shape).toEqual([128, 128]);
    // The face, from ear to chin and whisker to whisker, in the 451 x 300 photo: x 130 to 350, y 60 to 275. The network
    // sees the photo with its short side at 144, and of that the middle 128 x 128.
    const toView = (at: number, side: number): number => (at * 144) / 300 - ((side * 144) / 300 - 128) / 2;
    const [left, right, top, bottom] = [toView(130, 451), toView(350, 451), toView(60, 300), toView(275, 300)];
    let [inside, all, peak] = [0, 0, 0];
    data.forEach((value, p) => {
      const [x, y] = [(p % 128) + 0.5, Math.floor(p / 128) + 0.5];
      if (x > left && x < right && y > top && y < bottom) inside += value;
      all += value;
      if (value > data[peak]!) peak = p;
    });
    const area = ((right - left) * (bottom - top)) / 128 ** 2;
    expect(peak % 128).toBeGreaterThan(left);
    expect(peak % 128).toBeLessThan(right);
    expect(Math.floor(peak / 128)).toBeGreaterThan(top);
    expect(Math.floor(peak / 128)).toBeLessThan(bottom);
    expect(inside / all).toBeGreaterThan(area);
  });

  it('keeps what is needed to get the same again', async () => {
    const kept = await recipe(`explanations/${stem}.grad-cam.json`);
    expect(kept).toMatchObject({
      recipeVersion: 1,
      method: 'grad-cam',
      target: { target: 'top', index: 0, label: 'cat', quantity: 'logit', tensor: 'logits' },
      layer: { name: '/Relu_9_output_0' },
      options: { layer: 'auto', upsampling: 'bicubic', keepSign: false, of: 'logits', target: 'top' },
      preprocessing: {
        resize: { kind: 'shortest-edge', edge: 144 },
        channels: 'rgb',
        source: { mean: "model metadata 'preprocessing'" },
        warnings: [],
      },
      model: { file: 'sample-net.onnx', inputs: [{ name: 'image', shape: [null, 3, 128, 128] }] },
      input: { file: `${stem}.png`, width: 451, height: 300 },
      runtime: { name: 'onnxruntime-node', engine: 'cpu', fallbacks: [] },
      rendering: { colormap: 'inferno', chosen: 'per-map' },
      files: { png: `${stem}.grad-cam.png`, npy: `${stem}.grad-cam.npy`, json: `${stem}.grad-cam.json` },
      shape: [128, 128],
    });
    expect(kept.model.sha256).toMatch(/^[\da-f]{64}$/);
    expect(kept.input.sha256).toMatch(/^[\da-f]{64}$/);
    expect(kept.top!.classes.map(({ label }) => label)[0]).toBe('cat');
    expect(kept.top!.classes).toHaveLength(5);
    expect(Object.keys(kept.versions)).toEqual(
      expect.arrayContaining(['@pellucid/core', '@pellucid/cli', '@pellucid/backend-ort']),
    );
    expect(Object.keys(kept.timings)).toEqual(['load', 'preprocess', 'explain', 'render']);
  });
});

describe('xai explain', async () => {
  const sandbox = await createSandbox();
  const { run, files, values, recipe } = sandbox;

  it('gives the same bytes again from the recipe and the saved input', async () => {
    expect(
      (
        await run([
          'explain',
          bundledPhoto(),
          '--method',
          'occlusion,saliency',
          '--window',
          '40',
          '--save-input',
          'x.npy',
          '--out',
          'a',
        ])
      ).code,
    ).toBe(0);
    const { options } = await recipe(`a/${stem}.occlusion.json`);
    expect(options).toMatchObject({ window: [40, 40], stride: [13, 13], fill: 'mean', of: 'probabilities' });
    const repeat = [
      '--window',
      String((options['window'] as number[])[0]),
      '--stride',
      String((options['stride'] as number[])[0]),
      '--of',
      String(options['of']),
    ];
    expect((await run(['explain', '--input', 'x.npy', '--method', 'occlusion', ...repeat, '--out', 'b'])).code).toBe(0);
    expect((await run(['explain', '--input', 'x.npy', '--method', 'saliency', '--out', 'b'])).code).toBe(0);
    for (const method of ['occlusion', 'saliency']) {
      expect(await readFile(sandbox.path(`b/x.${method}.npy`))).toEqual(
        await readFile(sandbox.path(`a/${stem}.${method}.npy`)),
      );
    }
    // The picture is made of the numbers again, so the overlay is the same but for its caption.
    expect(await files('b')).toContain('x.occlusion.png');
    const [saved, given] = [await recipe(`a/${stem}.saliency.json`), await recipe('b/x.saliency.json')];
    expect(given.preprocessing).toBeNull();
    expect(given.input).toMatchObject({ file: 'x.npy', width: null });
    expect(given.rendering).toEqual(saved.rendering);
  });

  it('prints the record on stdout and nothing else with --json', async () => {
    const { code, stdout, stderr } = await run(['explain', '--json', '--out', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(await recipe(`json/${stem}.grad-cam.json`));
    expect(stderr).toContain('Grad-CAM of cat');
  });

  it('prints an array of records for several targets, and names the files after them', async () => {
    const { stdout } = await run(['explain', '--json', '--target', 'top:3', '--out', 'top']);
    const records = JSON.parse(stdout) as {
      target: { index: number; target: string };
      top: { classes: { index: number }[] };
    }[];
    expect(records.map(({ target }) => target.target)).toEqual(['top', 'top:2', 'top:3']);
    expect(records.map(({ target }) => target.index)).toEqual(
      records[0]!.top.classes.slice(0, 3).map(({ index }) => index),
    );
    expect((await files('top')).filter((file) => file.endsWith('.png'))).toEqual(
      [1, 2, 3].map((k) => `${stem}.grad-cam.top-${k}.png`),
    );
  });

  it('takes labels, indices, contrasts, channels and outputs as targets', async () => {
    const targets = ['dog', '1', '0-1', 'cat-dog', 'output:logits[1]', 'layer:/Relu_9_output_0[3,4,5]'];
    const flags = targets.flatMap((target) => ['--target', target]);
    const { code, stdout, stderr } = await run([
      'explain',
      '--json',
      '--method',
      'saliency',
      '--format',
      'npy',
      '--out',
      'targets',
      ...flags,
    ]);
    expect({ code, stderr: stderr.includes('note:') }).toEqual({ code: 0, stderr: false });
    const records = JSON.parse(stdout) as {
      target: { index: number | null; label: string | null; quantity: string };
      files: { npy: string };
    }[];
    expect(records.map(({ target }) => [target.index, target.label, target.quantity])).toEqual([
      [1, 'dog', 'logit'],
      [1, 'dog', 'logit'],
      [null, 'cat rather than dog', 'logit'],
      [null, 'cat rather than dog', 'logit'],
      [null, null, 'value'],
      [null, null, 'value'],
    ]);
    expect(records.map(({ files: { npy } }) => npy.slice(stem.length + 10, -4))).toEqual([
      'dog',
      '1',
      '0-1',
      'cat-dog',
      'output-logits-1',
      'layer-Relu-9-output-0-3-4-5',
    ]);
    const read = async (name: string): Promise<Float32Array> =>
      (await values(`targets/${stem}.saliency.${name}.npy`)).data;
    const [dog, contrast, output] = [await read('dog'), await read('0-1'), await read('output-logits-1')];
    expect(output).toEqual(dog);
    await run(['explain', '--method', 'saliency', '--target', 'cat', '--format', 'npy', '--out', 'targets']);
    const cat = (await values(`targets/${stem}.saliency.npy`)).data;
    // The gradient is linear in the target; float32 leaves about 1e-6 of the largest value.
    const largest = cat.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = contrast.reduce((most, value, i) => Math.max(most, Math.abs(value - (cat[i]! - dog[i]!))), 0);
    expect(error / largest).toBeLessThan(1e-5);
  });

  it('takes --target without a value as the top class', async () => {
    const { stdout } = await run(['explain', '--json', '--format', 'json', '--target']);
    expect(JSON.parse(stdout)).toMatchObject({ target: { target: 'top', index: 0 } });
  });

  it('writes each form in its shape', async () => {
    const { code } = await run([
      'explain',
      '--method',
      'grad-cam,saliency,guided-backprop,activations,cam',
      '--upsampling',
      'none',
      '--layer',
      '/Relu_9_output_0',
      '--out',
      'shapes',
      '--format',
      'npy,png,svg',
    ]);
    expect(code).toBe(0);
    const shapeOf = async (method: string): Promise<readonly number[]> =>
      (await values(`shapes/${stem}.${method}.npy`)).shape;
    expect(await shapeOf('grad-cam')).toEqual([16, 16]);
    expect(await shapeOf('cam')).toEqual([16, 16]);
    expect(await shapeOf('saliency')).toEqual([3, 128, 128]);
    expect(await shapeOf('guided-backprop')).toEqual([3, 128, 128]);
    expect(await shapeOf('activations')).toEqual([128, 16, 16]);
    const svg = await readFile(sandbox.path(`shapes/${stem}.saliency.svg`), 'utf8');
    expect(svg).toMatch(/^<svg [^]*<title>cat<\/title>[^]*data:image\/png;base64,[^]*<linearGradient[^]*<\/svg>\n$/);
  });

  it('gives bars for a layer that is a vector', async () => {
    const { code, stdout } = await run([
      'explain',
      '--json',
      '--method',
      'activations',
      '--layer',
      'logits',
      '--out',
      'vector',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ shape: [13], rendering: { chart: 'bars' }, target: null });
    expect((await values(`vector/${stem}.activations.npy`)).shape).toEqual([13]);
  });

  it('says which flags make no difference', async () => {
    const { stderr } = await run([
      'explain',
      '--method',
      'activations',
      '--target',
      'dog',
      '--region',
      '1,1',
      '--out',
      'unused',
    ]);
    expect(stderr).toContain('activations has no target');
    expect(stderr).toContain('--region makes no difference');
  });

  it('stops when asked to, keeping what is finished', async () => {
    const controller = new AbortController();
    const onWrite = (text: string): void => {
      if (text.includes('.cam.png')) controller.abort();
    };
    const { code, stderr } = await run(['explain', '--method', 'cam,occlusion', '--out', 'stopped'], {
      signal: controller.signal,
      onWrite,
    });
    expect(code).toBe(130);
    expect(stderr).toContain('Stopped. 1 of 2 maps are finished; they are in stopped.');
    expect(await files('stopped')).toEqual(['json', 'npy', 'png'].map((ending) => `${stem}.cam.${ending}`));
  });
});
