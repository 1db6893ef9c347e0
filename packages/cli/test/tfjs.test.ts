import { createHash } from 'node:crypto';
import { readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Inspection } from '../src/inspect/inspect-model.js';
import { classifier } from './helpers/networks.js';
import { gradientPng } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';
import type { TfjsFiles } from './helpers/tfjs-networks.js';
import { graphClassifier, nestedClassifier, tfjsClassifier, writeModel } from './helpers/tfjs-networks.js';

describe('models of TensorFlow.js', async () => {
  const sandbox = await createSandbox();
  const { run, write, files, values, recipe, path } = sandbox;
  await write('photo.png', await gradientPng());
  await write('net.onnx', classifier());
  const explain = (...args: string[]) => run(['explain', 'photo.png', '--preset', 'raw01', ...args]);
  const inspect = async (...args: string[]): Promise<Inspection> =>
    JSON.parse((await run(['inspect', '--json', ...args])).stdout) as Inspection;

  it.each([
    ['LayersModel', tfjsClassifier()],
    ['GraphModel', graphClassifier()],
  ])('a %s gives the maps of the ONNX file with its weights', async (kind, model) => {
    await writeModel(sandbox, kind, model);
    expect((await explain('--model', 'net.onnx', '--method', 'grad-cam,occlusion', '--out', 'ort')).code).toBe(0);
    // wasm: found in every Node. The native engines are an optional peer.
    const { code, stderr, stdout } = await explain(
      ...['--model', kind, '--method', 'grad-cam,occlusion', '--out', `out-${kind}`, '--engine', 'wasm'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/network +model\.json, on tfjs 4\.22\.0, wasm/);
    for (const method of ['grad-cam', 'occlusion']) {
      const [a, b] = [await values(`ort/photo.${method}.npy`), await values(`out-${kind}/photo.${method}.npy`)];
      expect(b.shape).toEqual(a.shape);
      b.data.forEach((value, i) => expect(value).toBeCloseTo(a.data[i]!, 5));
      expect(Math.max(...a.data.map(Math.abs))).toBeGreaterThan(1e-3);
    }
    const record = await recipe(`out-${kind}/photo.grad-cam.json`);
    expect(record).toMatchObject({
      layer: { name: 'features' },
      runtime: { name: 'tfjs', engine: 'wasm' },
      model: { file: 'model.json', inputs: [{ name: 'image', shape: [null, 3, 8, 8], layout: 'nhwc' }] },
    });
    const hash = createHash('sha256').update(model['model.json']).update(model['weights.bin']).digest('hex');
    expect(record.model.sha256).toBe(hash);
  });

  it('the bundled net comes as one, too', async () => {
    const { code, stdout } = await run(['explain', '--backend', 'tfjs', '--engine', 'wasm', '--method', 'occlusion']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/model\.json \(the bundled net\), on tfjs/);
    expect(stdout).toMatch(/shortest edge to 144 \(bicubic\), centre crop 128x128.*model metadata 'preprocessing'/);
    expect(stdout).toMatch(/0 +cat +67\.0 %/);
  });

  it('is inspected, without a table of operators', async () => {
    await writeModel(sandbox, 'plain', tfjsClassifier());
    const { stdout } = await run(['inspect', 'plain', '--engine', 'wasm']);
    for (const text of [
      /file +TensorFlow\.js LayersModel, made by test, 120 parameters/,
      /inputs +image +float32 +\[N, 3, 8, 8\] +nhwc/,
      /outputs +logits +float32 +\[N, 3\]/,
      /runs on +tfjs 4\.22\.0, wasm\n/,
      /feature layer: 'features'/,
      /features +Conv2D|features +relu +activation +\[N, 4, 8, 8\] \(nhwc\)/,
    ]) {
      expect(stdout).toMatch(text);
    }
    expect(stdout).not.toContain('operators');
    expect(await inspect('plain')).toMatchObject({ format: 'layers-model', opset: null, operators: null });
    await writeModel(sandbox, 'graph', graphClassifier());
    expect(await inspect('graph/model.json')).toMatchObject({
      format: 'graph-model',
      producer: 'hand from test',
      parameters: 122,
      inputs: [{ name: 'image', shape: [null, 3, 8, 8], layout: 'nhwc' }],
      outputs: [{ name: 'logits', shape: [null, 3] }],
    });
  });

  it('takes labels and preprocessing from userDefinedMetadata', async () => {
    const userDefinedMetadata = {
      class_names: ['ant', 'bee', 'cow'],
      preprocessing: { size: [8, 8], mean: [0.5], std: [0.25], range: 'BGR / 255' },
    };
    await writeModel(sandbox, 'told', tfjsClassifier([8, 8], { userDefinedMetadata }));
    expect(await inspect('told')).toMatchObject({
      labels: { first: ['ant', 'bee', 'cow'], source: "model metadata 'class_names'" },
      preprocessing: { channels: 'bgr', mean: [0.5, 0.5, 0.5], source: { mean: "model metadata 'preprocessing'" } },
    });
  });

  it("takes both from Teachable Machine's metadata.json, and finds the input of the nested network", async () => {
    await writeModel(sandbox, 'machine', nestedClassifier());
    await write(
      'machine/metadata.json',
      JSON.stringify({ packageName: '@teachablemachine/image', labels: ['ant', 'bee', 'cow'], imageSize: 16 }),
    );
    const found = await inspect('machine');
    expect(found).toMatchObject({
      inputs: [{ shape: [null, 3, 16, 16], layout: 'nhwc' }],
      labels: { count: 3, source: 'metadata.json' },
      preprocessing: { resize: { kind: 'shortest-edge', edge: 16 }, scale: 1 / 127.5, mean: [1, 1, 1], warnings: [] },
      noRuntime: null,
    });
    const { code, stdout } = await run([
      'explain',
      'photo.png',
      '--model',
      'machine',
      '--target',
      'bee',
      '--method',
      'grad-cam',
      '--engine',
      'wasm',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Grad-CAM of bee/);
  });

  it('gets pictures of the size that is asked for where its file leaves it free', async () => {
    await writeModel(sandbox, 'free', tfjsClassifier([null, null]));
    const { code } = await explain('--model', 'free', '--crop', '12', '--out', 'free-out', '--engine', 'wasm');
    expect(code).toBe(0);
    expect((await values('free-out/photo.grad-cam.npy')).shape).toEqual([12, 12]);
  });

  it('is chosen by --backend in a folder with both', async () => {
    await writeModel(sandbox, 'both', tfjsClassifier());
    await write('both/net.onnx', classifier());
    const both = await run(['inspect', 'both']);
    expect(both).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/holds 2 models \(model\.json, net\.onnx\)/) as string,
    });
    expect((await inspect('both', '--backend', 'tfjs')).format).toBe('layers-model');
    expect((await inspect('both', '--backend', 'ort')).format).toBe('onnx');
  });

  it('lies behind a URL, its weights beside it', async () => {
    await writeModel(sandbox, 'served', tfjsClassifier([8, 8], { userDefinedMetadata: { labels: ['a', 'b', 'c'] } }));
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      const { pathname } = new URL(request.url!, 'http://localhost');
      readFile(path('served', pathname)).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    onTestFinished(() => void server.close());
    const url = `http://localhost:${(server.address() as AddressInfo).port}/model.json?key=1`;
    expect(await inspect(url)).toMatchObject({ format: 'layers-model', labels: { count: 3 }, noRuntime: null });
    expect(asked).toContain('/weights.bin?key=1');
  });

  describe('that cannot be used', async () => {
    const outside = await createSandbox();
    const secret = await outside.write('secret.bin', tfjsClassifier()['weights.bin']);
    const withPath = (paths: string[]): TfjsFiles => {
      const files = tfjsClassifier();
      const json = JSON.parse(files['model.json']) as { weightsManifest: { paths: string[] }[] };
      json.weightsManifest[0]!.paths = paths;
      return { ...files, 'model.json': JSON.stringify(json) };
    };
    await writeModel(sandbox, 'missing', withPath(['gone.bin']));
    await writeModel(sandbox, 'escaping', withPath(['../net.onnx']));
    await writeModel(sandbox, 'linked', withPath(['link.bin']));
    await symlink(secret, path('linked/link.bin'));
    await writeModel(sandbox, 'short', { ...tfjsClassifier(), 'weights.bin': new Uint8Array(100) });
    await writeModel(sandbox, 'broken', { ...tfjsClassifier(), 'model.json': '{ "modelTopology": ' });
    await write('settings.json', '{ "labels": [] }');

    it.each<[string, string[], number, RegExp]>([
      ['weights that are not there', ['missing'], 3, /weights in 'gone\.bin' beside it, but that file is not there/],
      ['weights outside the folder', ['escaping'], 3, /only taken from its own folder/],
      ['weights behind a link that leads out', ['linked'], 3, /a link that leads out of the model's folder/],
      ['weights that are too short', ['short'], 3, /take 480 bytes, but 100 came/],
      ['a model.json that is cut off', ['broken'], 3, /'model\.json' is not valid JSON/],
      ['another JSON file', ['settings.json'], 3, /Expected the model\.json of a TensorFlow\.js model/],
      ['--backend ort', ['plain/model.json', '--backend', 'ort'], 2, /ONNX Runtime cannot read/],
      ['--backend tfjs for an ONNX file', ['net.onnx', '--backend', 'tfjs'], 2, /is no TensorFlow\.js model/],
    ])('%s', async (_what, [model, ...flags], status, message) => {
      await writeModel(sandbox, 'plain', tfjsClassifier());
      const before = await files();
      const { code, stderr } = await explain('--model', model!, '--out', 'nothing', ...flags);
      expect(stderr).toMatch(message);
      expect({ code, left: await files() }).toEqual({ code: status, left: before });
    });
  });
});
