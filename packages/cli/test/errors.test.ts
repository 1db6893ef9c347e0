import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { bundledModel } from '../src/model/bundled.js';
import { classifier, classifierWithoutKernel, kernelBytes, withExternal, withoutRule } from './helpers/networks.js';
import { gradientPng } from './helpers/pictures.js';
import { createSandbox } from './helpers/sandbox.js';

describe('wrong usage: exit status 2, one sentence, nothing written', async () => {
  const { run, files, write, path, folder } = await createSandbox();
  await write('photo.png', await gradientPng());
  await write('net.onnx', classifier());
  await write('file', 'not a folder');
  await mkdir(path('names'));
  await write('names/labels.txt', 'house cat\nhouse mouse\ndog\n');
  const before = await files();

  it.each<[string, string, RegExp]>([
    ['a command', 'explian photo.png', /no command 'explian'\. Did you mean 'explain'\?/],
    ['an option without a command', '--methd cam', /no option --methd\. `xai --help` lists them/],
    ['nothing behind two dashes', '--', /A command is missing/],
    ['a word too many', 'inspect net.onnx photo.png', /'photo\.png' is one word too many for xai inspect/],
    ['a picture for a command', 'photo.png', /To explain a picture write: xai explain photo\.png/],
    ['an option', 'explain --methd cam', /no option --methd\. Did you mean '--method'\?/],
    ['a camel-case option', 'explain --keepSign', /Did you mean '--keep-sign'\?/],
    ['an option of one letter', 'explain -x', /no option -x\. `xai explain --help`/],
    ['a method', 'explain --method gradcam', /no method 'gradcam'\. Did you mean 'grad-cam'\?/],
    ['a method to read about', 'methods occlusoin', /Did you mean 'occlusion'\?/],
    ['a layer', 'explain --layer /Relu_9_output', /Did you mean '\/Relu_9_output_0'\?/],
    ['a layer without positions', 'explain --layer logits', /'logits' has \[N, 13\]/],
    ['a layer for activations', 'explain --method activations --layer logit', /Did you mean 'logits'\?/],
    ['a label', 'explain --target kat', /None of the 13 labels is 'kat'\. Did you mean 'cat'\?/],
    ['a label of two classes', 'explain --target d', /matches 3 classes: 1 \(dog\), 2 \(daisy\), 3 \(dandelion\)/],
    ['a label of two classes in a file', 'explain --labels names/labels.txt --target house', /matches 2 classes/],
    [
      'a label without labels',
      'explain photo.png --model net.onnx --preset raw01 --target cat',
      /No names of classes are known .*--labels FILE/,
    ],
    ['a class that is not there', 'explain --target 13', /out of range: 'logits' has 13 classes, 0 to 12/],
    ['a contrast with one', 'explain --target 1-13', /'1-13' is out of range/],
    ['too many top classes', 'explain --target top:14', /out of range/],
    ['an output', 'explain --target output:logit[0]', /no output 'logit'.*Did you mean 'logits'\?/],
    ['an index of an output', 'explain --target output:logits[13]', /does not fit 'logits'/],
    ['a target without its index', 'explain --target output:logits', /Expected output:NAME/],
    [
      "another method's option",
      'explain --window 12',
      /--window is not an option of grad-cam; these methods have it: occlusion/,
    ],
    [
      'text for a number',
      'explain --method occlusion --window abc',
      /--window takes a whole number of pixels, 1 or more, but got 'abc'/,
    ],
    [
      'a number out of range',
      'explain --method occlusion --stride 0',
      /--stride takes a whole number of pixels, 1 or more, but got '0'/,
    ],
    ['a broken number', 'explain --method occlusion --stride 1.5', /--stride takes a whole number/],
    [
      'a window larger than the input',
      'explain --method occlusion --window 129',
      /larger than the network's input, 128 x 128/,
    ],
    [
      'a choice',
      'explain --upsampling bicubik',
      /one of bicubic, bilinear, nearest, none, but got 'bicubik'\. Did you mean 'bicubic'\?/,
    ],
    ['a fill', 'explain --method occlusion --fill men', /Did you mean 'mean'\?/],
    ['a quantity', 'explain --of logit', /Did you mean 'logits'\?/],
    ['a format', 'explain --format jpg', /--format is one of png, npy, json, svg, but got 'jpg'/],
    ['a colour map', 'explain --colormap viridas', /Did you mean 'viridis'\?/],
    ['a preset', 'explain --preset imagnet', /Did you mean 'imagenet'\?/],
    ['a mean that is no number', 'explain --mean a,b', /--mean takes a number, but got 'a'/],
    ['a mean of two numbers', 'explain --mean 1,2', /mean has 2 numbers .* 3 input channels/],
    ['a crop of another size', 'explain --crop 100', /the network takes 128 x 128/],
    ['a seed', 'explain --seed x', /--seed takes a whole number, 0 or more/],
    ['threads', 'explain --threads 0', /--threads takes a whole number, 1 or more/],
    ['a provider', 'explain --provider cudda', /Did you mean 'cuda'\?/],
    ['a backend', 'explain --backend tf', /one of auto, ort, tfjs/],
    ['an engine', 'explain --engine wasn', /Did you mean 'wasm'\?/],
    ['an engine by two names', 'explain --engine cpu --provider cpu', /--engine and --provider are the same/],
    ['an engine of the other runtime', 'explain --engine tfjs-node', /ONNX Runtime has no engine tfjs-node/],
    ['an engine of ONNX Runtime', 'explain --backend tfjs --engine cuda', /TensorFlow\.js has no engine cuda/],
    ['two engines for TensorFlow.js', 'explain --backend tfjs --engine wasm,cpu', /one engine, .* but got wasm, cpu/],
    ['an option without its value', 'explain --out', /--out needs a folder/],
    ['an option twice', 'explain --out a --out b', /--out is given 2 times/],
    ['a mask', 'explain --region nowhere.png', /'nowhere\.png' cannot be read as one/],
    ['labels that are not there', 'explain --labels nowhere.txt', /--labels nowhere\.txt cannot be used/],
    ['--input beside --save-input', 'explain --input a.npy --save-input b.npy', /do not go together/],
    ['--input for two pictures', 'explain photo.png photo.png --input a.npy', /takes the place of one picture/],
    [
      'an output folder that is a file',
      'explain --out file',
      /Nothing can be written to the folder 'file': it is a file/,
    ],
    ['an output folder in a file', 'explain --out file/in', /a part of its path is a file/],
    [
      'a folder for --save-input that is a file',
      'explain --save-input file/x.npy',
      /Nothing can be written to the folder 'file'/,
    ],
  ])('%s', async (_what, line, message) => {
    const { code, stdout, stderr } = await run(line.split(' '));
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^xai: /);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stderr).not.toContain(folder);
    expect({ code, left: await files() }).toEqual({ code: 2, left: before });
    expect(stdout).not.toMatch(/files/);
  });

  it('shows where an error comes from with XAI_DEBUG', async () => {
    expect((await run(['explain', '--method', 'x'], { env: { XAI_DEBUG: '1' } })).stderr).toMatch(/^ +at /m);
  });
});

describe('a model that cannot be used: exit status 3, one sentence, nothing written', async () => {
  const { run, files, write, path } = await createSandbox();
  const sample = await readFile(bundledModel());
  const kernelShape = [4, 3, 3, 3];
  for (const folder of ['none', 'several', 'outside', 'tfjs', 'broken']) await mkdir(path(folder));
  await write('photo.png', await gradientPng());
  await write('text.onnx', 'This is not a model.');
  await write('empty.onnx', '');
  await write('picture.onnx', await gradientPng());
  await write('cut.onnx', sample.subarray(0, 1_000_000));
  await write('rule.onnx', withoutRule());
  await write('missing.onnx', withExternal(classifierWithoutKernel(), 'kernel', kernelShape, 'weights.bin'));
  await write('escaping.onnx', withExternal(classifierWithoutKernel(), 'kernel', kernelShape, '../weights.bin'));
  await write('absolute.onnx', withExternal(classifierWithoutKernel(), 'kernel', kernelShape, '/weights.bin'));
  await write('short.onnx', withExternal(classifierWithoutKernel(), 'kernel', kernelShape, 'short.bin'));
  await write('short.bin', kernelBytes.subarray(0, 100));
  await write('linked.onnx', withExternal(classifierWithoutKernel(), 'kernel', kernelShape, 'linked.bin'));
  await write('tfjs/model.json', '{}');
  await write('broken/net.onnx', classifier());
  await write('broken/config.json', '{ "id2label": ');
  await write('strange.onnx', classifier());
  await write('strange.xai.json', '{ "presets": "imagenet" }');
  const other = await createSandbox();
  await symlink(await other.write('weights.bin', kernelBytes), path('linked.bin'));
  const before = await files();

  it.each<[string, string, RegExp]>([
    ['not an ONNX file', 'text.onnx', /should be an ONNX file/],
    ['an empty file', 'empty.onnx', /empty/],
    ['a picture', 'picture.onnx', /it is a PNG picture/],
    ['a truncated file', 'cut.onnx', /truncated/],
    ['no file', 'nex.onnx', /There is no model 'nex\.onnx'\./],
    ['a folder without one', 'none', /holds no \.onnx file and no model\.json/],
    ['a model.json that is none', 'tfjs', /Expected the model\.json of a TensorFlow\.js model/],
    ['weights that are not there', 'missing.onnx', /'weights\.bin' beside it, but that file is not there/],
    [
      'weights outside the folder',
      'escaping.onnx',
      /'\.\.\/weights\.bin', but weights are only taken from the model's own folder/,
    ],
    ['weights anywhere', 'absolute.onnx', /only taken from the model's own folder/],
    ['weights behind a link that leads out', 'linked.onnx', /a link that leads out of the model's folder/],
    ['a weights file that is too short', 'short.onnx', /'short\.bin' is too short/],
    ['settings that are not JSON', 'broken', /'config\.json' beside the model is not valid JSON/],
    ['settings of our own with a mistyped key', 'strange.onnx', /'presets' is not a key; did you mean 'preset'/],
    [
      'an operator without a rule',
      'rule.onnx',
      /No gradient passes operator Det \(node 'Det of determinants', opset 17\).*on the path 'image' -> Det.*occlusion/,
    ],
  ])('%s', async (_what, model, message) => {
    const { code, stdout, stderr } = await run(
      ['explain', 'photo.png', '--model', model, '--preset', 'raw01', '--method', 'saliency'].filter(
        (word) => model !== 'strange.onnx' || !['--preset', 'raw01'].includes(word),
      ),
    );
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect({ code, left: await files() }).toEqual({ code: 3, left: before });
    expect(stdout).not.toMatch(/files/);
  });

  it('still does what needs no gradient', async () => {
    const { code } = await run([
      'explain',
      'photo.png',
      '--model',
      'rule.onnx',
      '--preset',
      'raw01',
      '--method',
      'occlusion',
      '--out',
      'o',
    ]);
    expect({ code, left: await files('o') }).toEqual({
      code: 0,
      left: ['json', 'npy', 'png'].map((ending) => `photo.occlusion.${ending}`),
    });
    const both = await run([
      'explain',
      'photo.png',
      '--model',
      'rule.onnx',
      '--preset',
      'raw01',
      '--method',
      'saliency,occlusion',
      '--out',
      'p',
    ]);
    expect(both.code).toBe(1);
    expect(both.stderr).toContain('photo.png (saliency): No gradient passes operator Det');
  });

  it('is not tried on every picture', async () => {
    const args = ['explain', 'photo.png', 'again.png', 'nowhere.png', '--model', 'rule.onnx', '--preset', 'raw01'];
    await write('again.png', await gradientPng());
    const { code, stderr } = await run([...args, '--method', 'saliency', '--out', 'q']);
    expect(code).toBe(3);
    expect(stderr.match(/No gradient passes/g)).toHaveLength(1);
    expect(stderr).toContain('2 more pictures are not tried');
  });

  it('several models in a folder are wrong usage', async () => {
    const { code, stderr } = await run(['explain', 'photo.png', '--model', '.']);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("The folder '.' holds ") as string,
    });
  });
});

describe('a model that can be used', async () => {
  const { run, write, path, recipe, values } = await createSandbox();
  await write('photo.png', await gradientPng());
  await mkdir(path('net'));
  await write('net/net.onnx', withExternal(classifierWithoutKernel(), 'kernel', [4, 3, 3, 3], 'weights.bin'));
  await write('net/weights.bin', kernelBytes);
  await write('net/labels.txt', 'ant\nbee\ncow\n');
  await write(
    'net/preprocessor_config.json',
    JSON.stringify({ size: { height: 8, width: 8 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.25, 0.25, 0.25] }),
  );
  await write('whole.onnx', classifier());

  it('lies in a folder with its weights, labels and settings', async () => {
    const { code, stderr } = await run(['explain', 'photo.png', '--model', 'net', '--target', 'bee', '--out', 'a']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const kept = await recipe('a/photo.grad-cam.json');
    expect(kept).toMatchObject({
      target: { index: 1, label: 'bee' },
      preprocessing: { mean: [0.5, 0.5, 0.5], source: { mean: 'preprocessor_config.json' } },
    });
    await run([
      'explain',
      'photo.png',
      '--model',
      'whole.onnx',
      '--target',
      '1',
      '--mean',
      '0.5',
      '--std',
      '0.25',
      '--resize',
      '8,8',
      '--scale',
      '1/255',
      '--out',
      'b',
    ]);
    expect(await readFile(path('a/photo.grad-cam.npy'))).toEqual(await readFile(path('b/photo.grad-cam.npy')));
  });

  it('lies behind a URL, with what is beside it', async () => {
    const server = createServer((request, response) => {
      readFile(path(request.url!.replace(/\?.*/, ''))).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    afterAll(() => server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/net/net.onnx?revision=1`;
    const { code, stderr } = await run(['explain', 'photo.png', '--model', address, '--target', 'bee', '--out', 'c']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await readFile(path('c/photo.grad-cam.npy'))).toEqual(await readFile(path('a/photo.grad-cam.npy')));
    expect((await recipe('c/photo.grad-cam.json')).model.file).toBe('net.onnx');
    const gone = await run(['explain', 'photo.png', '--model', address.replace('net.onnx', 'gone.onnx')]);
    expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining('the server answers 404') as string });
  });

  it('leaves the sides of its pictures free', async () => {
    await write('free.onnx', classifier(['H', 'W']));
    const { code } = await run([
      'explain',
      'photo.png',
      '--model',
      'free.onnx',
      '--preset',
      'raw01',
      '--resize',
      '12,16',
      '--out',
      'd',
    ]);
    expect({ code, shape: (await recipe('d/photo.grad-cam.json')).shape }).toEqual({ code: 0, shape: [12, 16] });
  });

  it('says what it had to guess', async () => {
    const { stderr } = await run(['explain', 'photo.png', '--model', 'whole.onnx', '--out', 'e']);
    expect(stderr).toContain('xai: note: Nothing beside the model says how it wants its pictures.');
    expect((await recipe('e/photo.grad-cam.json')).preprocessing!.warnings).toHaveLength(1);
  });

  it('runs on onnxruntime-web, with nearly the same numbers', async () => {
    const flags = ['--model', 'net', '--target', 'bee', '--provider', 'wasm', '--out', 'f'];
    const { code } = await run(['explain', 'photo.png', ...flags]);
    const { runtime } = await recipe('f/photo.grad-cam.json');
    expect({ code, runtime }).toMatchObject({ code: 0, runtime: { name: 'onnxruntime-web', engine: 'wasm' } });
    const [native, web] = [await values('a/photo.grad-cam.npy'), await values('f/photo.grad-cam.npy')];
    const largest = Math.max(...native.data);
    expect(largest).toBeGreaterThan(0);
    web.data.forEach((value, i) => expect(Math.abs(value - native.data[i]!)).toBeLessThan(1e-5 * largest));
  });
});
