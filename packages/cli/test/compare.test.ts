import { mkdir } from 'node:fs/promises';
import { writeNpy } from '@pellucid/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ComparisonRecord } from '../src/compare/record.js';
import { classifier, ofNumbers, segmenter, weightAt, withIndex } from './helpers/networks.js';
import { gradientPng } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';
import { tfjsClassifier, writeModel } from './helpers/tfjs-networks.js';

/** The classifier of pictures 12 x 12, the weights of its last layer [4, 3] changed. */
function withHead(change: (head: Float32Array) => Float32Array): Uint8Array {
  const file = Buffer.from(classifier([12, 12]));
  const head = Float32Array.from({ length: 12 }, (_, i) => weightAt(i));
  // The convolution's weights begin with the same numbers, and stand before it.
  const at = file.lastIndexOf(Buffer.from(head.buffer));
  file.set(new Uint8Array(change(head).buffer), at);
  return file;
}

describe('xai compare', async () => {
  const sandbox = await createSandbox();
  const { run, write, files, values, recipe, path } = sandbox;
  await write('photo.png', await gradientPng());
  await write('other.png', await gradientPng(30, 40));
  await write('net.onnx', classifier([12, 12]));
  await writeModel(sandbox, 'tfjs', tfjsClassifier([12, 12]));
  const compare = (...args: string[]) => run(['compare', ...args, '--preset', 'raw01', '--engine-b', 'wasm']);
  const onOrt = (...args: string[]) => run(['compare', ...args, '--preset', 'raw01']);
  const record = (name: string): Promise<ComparisonRecord> => recipe(name) as unknown as Promise<ComparisonRecord>;

  it('one network in both runtimes: the same classes, logits and maps', async () => {
    const { code, stdout, stderr } = await compare('net.onnx', 'tfjs', 'photo.png', '--method', 'grad-cam,saliency');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const text of [
      /^A +net\.onnx, on onnxruntime-node \S+, cpu\nB +model\.json, on tfjs 4\.22\.0, wasm\n/,
      /pictures resized to 12x12.*, for both/,
      /class +A +B\n +\d +class \d +(\d\d\.\d %) +\1\n/,
      /logits at most \S+ apart; the largest of A is \d\.\d+/,
      /Grad-CAM of class \d \(logit (\S+) in A, \1 in B\)\n {2}rank correlation 1\.0000, SSIM 1\.0000, relative L2 \S+e−[678]/,
      /layer in A features\n +layer in B features\n/,
      /files comparisons\/photo\.saliency\.png, comparisons\/photo\.saliency\.json/,
    ]) {
      expect(stdout).toMatch(text);
    }
    expect(await files('comparisons')).toEqual(
      ['grad-cam', 'saliency'].flatMap((method) => [`photo.${method}.json`, `photo.${method}.png`]),
    );
    const found = await record('comparisons/photo.saliency.json');
    expect(found).toMatchObject({
      comparisonVersion: 1,
      method: 'saliency',
      outputs: { sameClass: true },
      a: { runtime: { name: 'onnxruntime-node' }, shape: [3, 12, 12], model: { file: 'net.onnx' } },
      b: { runtime: { name: 'tfjs', engine: 'wasm' }, shape: [3, 12, 12], model: { file: 'model.json' } },
      input: { file: 'photo.png', width: 40, height: 30 },
      rendering: { colormap: 'inferno', chosen: 'fixed' },
      files: { png: 'photo.saliency.png', json: 'photo.saliency.json' },
    });
    expect(found.target!.target).toBe('top');
    // A's class by its number: the same class, whatever B would put first.
    expect(found.b.target).toMatchObject({ target: String(found.target!.index), index: found.target!.index });
    expect(found.outputs.logits!.relativeL2).toBeLessThan(1e-6);
    expect(found.similarity!.rankCorrelation).toBeGreaterThan(0.9999);
    expect(found.similarity!.ssim).toBeGreaterThan(0.99999);
    expect(found.similarity!.relativeL2).toBeLessThan(1e-5);
    expect(found.similarity!.largestValue).toBeGreaterThan(1e-3);
    const { width, height } = await sharp(path('comparisons/photo.grad-cam.png')).metadata();
    expect(width).toBeGreaterThan(3 * 320);
    expect(height).toBeGreaterThan(320);
  });

  it('measures B against A: the numbers by their definitions', async () => {
    await write(
      'changed.onnx',
      withHead((head) => head.map((value, i) => (i % 2 ? -value : value))),
    );
    const { code } = await onOrt(
      ...[
        'net.onnx',
        'changed.onnx',
        'photo.png',
        '--method',
        'saliency',
        '--out',
        'differ',
        '--format',
        'npy,json,png',
      ],
    );
    expect(code).toBe(0);
    expect(await files('differ')).toEqual(
      ['a.npy', 'b.npy', 'json', 'png'].map((ending) => `photo.saliency.${ending}`),
    );
    const [a, b] = [
      (await values('differ/photo.saliency.a.npy')).data,
      (await values('differ/photo.saliency.b.npy')).data,
    ];
    const { similarity, outputs } = await record('differ/photo.saliency.json');
    const difference = a.map((value, i) => b[i]! - value);
    expect(similarity!.relativeL2).toBeCloseTo(Math.hypot(...difference) / Math.hypot(...a), 6);
    expect(similarity!.relativeL2).toBeGreaterThan(0.1);
    expect(similarity!.largestDifference).toBe(Math.max(...difference.map(Math.abs)));
    expect(similarity!.largestValue).toBe(Math.max(...a.map(Math.abs)));
    expect(similarity!.rankCorrelation).toBeLessThan(0.99);
    expect(similarity!.ssim).toBeLessThan(0.99);
    expect(outputs.logits!.largestDifference).toBeGreaterThan(0.01);
  });

  it('explains the class of A on both, and says so when B has another one first', async () => {
    // Class k of B is class k + 1 of A: the columns of the head are moved.
    await write(
      'moved.onnx',
      withHead((head) => head.map((_, i) => head[i - (i % 3) + ((i + 1) % 3)]!)),
    );
    const { code, stdout } = await onOrt('net.onnx', 'moved.onnx', 'photo.png', '--json', '--out', 'moved');
    const found = JSON.parse(stdout) as ComparisonRecord;
    expect(code).toBe(0);
    expect(found.b.target!.index).toBe(found.target!.index);
    expect(found.b.top!.classes[0]!.index).toBe((found.target!.index! + 2) % 3);
    expect(found.outputs.sameClass).toBe(false);
    const told = await onOrt('net.onnx', 'moved.onnx', 'photo.png', '--out', 'moved');
    expect(told.stdout).toContain('The two networks predict different classes.');
  });

  it('compares the bundled net with itself where nothing is named', async () => {
    const { code, stdout } = await run(['compare', '--engine-b', 'wasm', '--out', 'bundled']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/A +sample-net\.onnx.*\nB +model\.json/);
    expect(stdout).toMatch(/0 +cat +67\.0 % +67\.0 %/);
    expect(stdout).toMatch(/Grad-CAM of cat/);
  });

  it('several pictures and targets: a file for each, an array of records, and failures in their places', async () => {
    const { code, stdout, stderr } = await onOrt(
      ...['net.onnx', 'net.onnx', 'photo.png', 'none.png', 'other.png', '--target', 'top:2', '--json', '--out', 'many'],
    );
    const records = JSON.parse(stdout) as (ComparisonRecord & { error?: { code: string } })[];
    expect(code).toBe(1);
    expect(records.map(({ error, target }) => error?.code ?? target!.target)).toEqual([
      ...['top', 'top:2', 'input-invalid', 'top', 'top:2'],
    ]);
    expect(stderr).toMatch(/1 of 3 pictures failed: none\.png/);
    expect(await files('many')).toEqual(
      ['other', 'photo'].flatMap((stem) =>
        ['top-1', 'top-2'].flatMap((slug) => [`${stem}.grad-cam.${slug}.json`, `${stem}.grad-cam.${slug}.png`]),
      ),
    );
    for (const { similarity } of records.filter(({ error }) => !error)) {
      expect(similarity).toMatchObject({ rankCorrelation: 1, ssim: 1, relativeL2: 0, largestDifference: 0 });
    }
  });

  it('the layer of B by another name', async () => {
    const { code, stdout } = await onOrt(
      ...['net.onnx', 'net.onnx', 'photo.png', '--layer', 'features', '--layer-b', 'convolved', '--out', 'layers'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/layer in A features\n +layer in B convolved/);
  });

  it('maps of different shapes: what each says, no likeness and no picture', async () => {
    const { code, stdout } = await onOrt(
      ...['net.onnx', 'net.onnx', 'photo.png', '--method', 'activations', '--layer', 'features'],
      ...['--layer-b', 'logits', '--out', 'shapes'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/not compared: the map of A is \[4, 12, 12\], that of B \[3\]/);
    expect(await files('shapes')).toEqual(['photo.activations.json']);
    expect((await record('shapes/photo.activations.json')).similarity).toBeNull();
  });

  it('networks of numbers, from a file', async () => {
    await write('numbers.onnx', ofNumbers());
    await write('row.npy', writeNpy(Float32Array.of(1, -2, 3, 0.5), [4]));
    const { code, stdout } = await run([
      'compare',
      'numbers.onnx',
      'numbers.onnx',
      '--input',
      'row.npy',
      '--method',
      'saliency',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      similarity: { rankCorrelation: 1, ssim: null, relativeL2: 0 },
      files: { json: 'row.saliency.json' },
    });
  });

  it('other inputs are fed to both', async () => {
    await write('index.onnx', withIndex());
    await write('index.npy', writeNpy(BigInt64Array.of(2n), [1]));
    await write('three.npy', writeNpy(Float32Array.of(1, -2, 3), [3]));
    const { code, stdout } = await run([
      'compare',
      'index.onnx',
      'index.onnx',
      '--input',
      'three.npy',
      '--feed',
      'index=index.npy',
      '--method',
      'saliency',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      similarity: { relativeL2: 0 },
      feeds: { index: { file: 'index.npy' } },
    });
  });

  it('segmentation: the region is that of A', async () => {
    await write('masks.onnx', segmenter());
    const { code, stdout } = await onOrt(
      'masks.onnx',
      'masks.onnx',
      'photo.png',
      '--target',
      '1',
      '--region',
      '2,3',
      '--method',
      'saliency',
      '--out',
      'region',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/relative L2 0, largest difference 0 of/);
  });

  it('says when B asks for other pictures', async () => {
    await mkdir(path('bgr'));
    await write('bgr/net.onnx', classifier([12, 12]));
    await write('bgr/net.xai.json', '{ "preset": "raw255", "channels": "bgr" }');
    const { stderr } = await onOrt('net.onnx', 'bgr', 'photo.png', '--out', 'told');
    expect(stderr).toMatch(/B says of itself: .*BGR, value = pixel\. It gets the pictures of A all the same/);
  });

  it.each<[string, string, number, RegExp]>([
    ['one model only', 'net.onnx', 2, /only 'net\.onnx' is given.*compare net\.onnx net\.onnx --engine-a/],
    ['a model that is not there', 'net.onnx nett.onnx photo.png', 3, /There is no model 'nett\.onnx'\. Did you mean/],
    ['a picture in the place of B', 'net.onnx photo.png', 3, /it is a PNG picture/],
    ['inputs that differ', 'net.onnx small.onnx photo.png', 2, /of A is \[N, 3, 12, 12\] and that of B \[N, 3, 8, 8\]/],
    ['a class that is not there', 'net.onnx net.onnx photo.png --target 3', 2, /'3' is out of range/],
    ['a layer that B lacks', 'net.onnx net.onnx photo.png --layer-b featurez', 2, /Did you mean 'features'/],
    ['an engine of another runtime', 'net.onnx tfjs photo.png --engine-b cuda', 2, /TensorFlow\.js has no engine cuda/],
    ['a flag of explain alone', 'net.onnx net.onnx photo.png --save-input x.npy', 2, /no option --save-input/],
    ['a format', 'net.onnx net.onnx photo.png --format svg', 2, /--format is one of png, npy, json, but got 'svg'/],
    ['a foreign option', 'net.onnx net.onnx photo.png --method saliency --layer-b x', 2, /not an option of saliency/],
  ])('refuses %s, and writes nothing', async (_what, line, status, message) => {
    await write('small.onnx', classifier());
    const before = await files();
    const { code, stderr } = await run(['compare', ...line.split(' '), '--preset', 'raw01', '--out', 'refused']);
    expect(stderr).toMatch(message);
    expect({ code, left: await files() }).toEqual({ code: status, left: before });
  });
});
