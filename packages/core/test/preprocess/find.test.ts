import { describe, expect, test } from 'vitest';
import { findPreprocessing } from '../../src/preprocess/find.js';
import type { PreprocessingOptions } from '../../src/preprocess/options.js';

type Shape = readonly (number | null)[];

const color: Shape = [null, 3, 224, 224];

function find(
  clues: { sidecars?: Record<string, unknown>; metadata?: Record<string, unknown>; inputShape?: Shape },
  options?: PreprocessingOptions,
) {
  return findPreprocessing({ sidecars: {}, metadata: {}, inputShape: color, ...clues }, options);
}

const black = [0, 0, 0];
const vit = { size: { height: 224, width: 224 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], resample: 2 };

describe('nothing ships with the model', () => {
  test('a large colour network is guessed to be trained on ImageNet, and the warning says what and how to change it', () => {
    const { preprocessing, labels, warnings } = find({});
    expect(preprocessing).toMatchObject({
      resize: { kind: 'shortest-edge', edge: 256 },
      crop: { size: [224, 224], fill: black },
      mean: [0.485, 0.456, 0.406],
      source: { resize: 'guess', mean: 'guess' },
    });
    expect(labels).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      'shortest edge to 256 (bilinear), centre crop 224x224, RGB, value = (pixel / 255 - (0.485 0.456 0.406)) / (0.229 0.224 0.225)',
    );
    expect(warnings[0]).toContain('--preset imagenet|imagenet-bgr|tf|raw01|raw255');
  });

  test('a small or grey one is guessed to take 0..1', () => {
    expect(find({ inputShape: [1, 3, 64, 64] }).preprocessing).toMatchObject({
      resize: { kind: 'exact', size: [64, 64] },
      crop: null,
      scale: 1 / 255,
      mean: black,
    });
    const gray = find({ inputShape: [1, 1, 224, 224] });
    expect(gray.preprocessing).toMatchObject({ channels: 'gray', mean: [0], std: [1] });
    expect(gray.warnings[0]).toContain('(preset raw01): resized to 224x224 (bilinear), grey, value = pixel / 255');
  });

  test('free sides are 224, said; one fixed side is taken for the other', () => {
    const { preprocessing, warnings } = find({ inputShape: [null, 3, null, null] });
    expect(preprocessing.crop?.size).toEqual([224, 224]);
    expect(warnings[0]).toContain('pictures of any size; 224 x 224 was assumed');
    expect(find({ inputShape: [1, 3, null, 320] }).preprocessing.crop?.size).toEqual([320, 320]);
  });

  test('free channels are colour, said', () => {
    const { preprocessing, warnings } = find({ inputShape: [1, null, 32, 32] });
    expect(preprocessing.channels).toBe('rgb');
    expect(warnings[0]).toContain('number of channels free');
  });

  test.each([[[null, 4]], [[1, 3, 224]], [[1, 4, 8, 8]], [[1, 85, 22, 22]]])('input %j is no picture', (inputShape) => {
    expect(() => find({ inputShape })).toThrow(expect.objectContaining({ code: 'model-unsupported' }));
  });
});

describe('options', () => {
  test('a preset is complete: no warning, and what ships with the model does not count', () => {
    const { preprocessing, warnings } = find(
      { sidecars: { 'preprocessor_config.json': { ...vit, crop_pct: 'x' } } },
      { preset: 'imagenet-bgr' },
    );
    expect(preprocessing).toMatchObject({
      channels: 'bgr',
      scale: 1,
      mean: [103.939, 116.779, 123.68],
      source: { channels: '--preset imagenet-bgr' },
    });
    expect(warnings).toEqual([]);
  });

  test('single options change single pieces, of a preset or of a file', () => {
    const preset = find({}, { preset: 'imagenet', filter: 'bicubic', std: 1 }).preprocessing;
    expect(preset).toMatchObject({ filter: 'bicubic', std: [1, 1, 1], mean: [0.485, 0.456, 0.406] });
    expect(preset.source).toMatchObject({ filter: '--filter', std: '--std', mean: '--preset imagenet' });
    const file = find({ sidecars: { 'preprocessor_config.json': vit } }, { channels: 'bgr' }).preprocessing;
    expect(file).toMatchObject({ channels: 'bgr', mean: [0.5, 0.5, 0.5] });
    expect(file.source).toMatchObject({ channels: '--channels', mean: 'preprocessor_config.json' });
  });

  test('the values that are not given beside a given one are the neutral ones', () => {
    const { preprocessing } = find({}, { scale: 1, resize: [224, 224] });
    expect(preprocessing).toMatchObject({ scale: 1, mean: black, std: [1, 1, 1], channels: 'rgb' });
    expect(preprocessing.source).toMatchObject({
      scale: '--scale',
      mean: 'default',
      resize: '--resize',
      crop: 'default',
    });
  });

  test('a shortest edge alone is followed by a centre crop to the network, a crop alone by a resize that covers it', () => {
    const edge = find({}, { preset: 'raw01', resize: 240, crop: 'none' }).preprocessing;
    expect(edge).toMatchObject({
      resize: { kind: 'shortest-edge', edge: 240 },
      crop: { size: [224, 224] },
      source: { crop: 'network input' },
    });
    const crop = find({}, { crop: 224, mean: 0 }).preprocessing;
    expect(crop).toMatchObject({ resize: { kind: 'cover', size: [224, 224] }, crop: { size: [224, 224] } });
  });

  test('a size of the user chooses the sides that the network leaves free', () => {
    const inputShape = [1, 3, null, null];
    const { preprocessing, warnings } = find({ inputShape }, { preset: 'imagenet', crop: [288, 320] });
    expect(preprocessing).toMatchObject({ resize: { kind: 'cover', size: [329, 365] }, crop: { size: [288, 320] } });
    expect(warnings).toEqual([]);
    expect(find({ inputShape }, { preset: 'tf', resize: [96, 96] }).preprocessing.resize).toEqual({
      kind: 'exact',
      size: [96, 96],
    });
  });

  test("a size that is not the network's is refused", () => {
    expect(() => find({}, { resize: [256, 256] })).toThrow(
      '--resize gives pictures of 256 x 256 (height x width), but the network takes 224 x 224. Change it, or add --crop 224,224.',
    );
    expect(() => find({}, { crop: 200 })).toThrow('--crop gives pictures of 200 x 200');
    expect(find({}, { resize: [256, 256], crop: 224 }).preprocessing.resize).toEqual({
      kind: 'exact',
      size: [256, 256],
    });
  });

  test('a mean for 0..255 beside a scale for 0..1 is pointed out', () => {
    expect(find({}, { preset: 'raw01', mean: [123, 116, 103] }).warnings[0]).toContain('add --scale 1');
    expect(find({}, { preset: 'raw255', mean: [123, 116, 103] }).warnings).toEqual([]);
  });

  test.each<[PreprocessingOptions, string]>([
    [
      { preset: 'imagnet' as 'imagenet' },
      '--preset should be imagenet, imagenet-bgr, tf, raw01, raw255, but it is "imagnet". Did you mean \'imagenet\'?',
    ],
    [{ std: [1, 0, 1] }, '--std should be a number other than 0'],
    [{ scale: 0 }, '--scale should be a number other than 0'],
    [{ crop: -1 }, '--crop should be pixels of a square'],
    [{ meen: 1 } as PreprocessingOptions, '--meen is not an option of preprocessing; did you mean --mean?'],
    [{ mean: [0, 0] }, 'mean has 2 numbers (--mean), but the network has 3 input channels'],
    [{ channels: 'gray' }, 'The network has 3 input channels, but --channels says gray.'],
  ])('%j is refused', (options, message) => {
    expect(() => find({}, options)).toThrow(message);
    expect(() => find({}, options)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('a preset of colours is refused for one channel', () => {
    expect(() => find({ inputShape: [1, 1, 28, 28] }, { preset: 'imagenet' })).toThrow('Use raw01, raw255 or tf.');
    expect(find({ inputShape: [1, 1, 28, 28] }, { preset: 'raw255' }).preprocessing).toMatchObject({
      channels: 'gray',
      mean: [0],
    });
  });
});

describe('precedence', () => {
  const sidecars = {
    'net.xai.json': { labels: ['mine'], mean: 0.1 },
    'preprocessor_config.json': vit,
    'config.json': { id2label: { '0': 'theirs' } },
    'labels.txt': 'last\n',
  };

  test('own file, then Hugging Face, piece by piece; labels likewise', () => {
    const { preprocessing, labels, labelsSource } = find({ sidecars });
    expect(preprocessing).toMatchObject({ mean: [0.1, 0.1, 0.1], std: [0.5, 0.5, 0.5] });
    expect(preprocessing.source).toMatchObject({ mean: 'net.xai.json', std: 'preprocessor_config.json' });
    expect([labels, labelsSource]).toEqual([['mine'], 'net.xai.json']);
  });

  test('labels fall to the next source', () => {
    expect(find({ sidecars: { ...sidecars, 'net.xai.json': {} } })).toMatchObject({
      labels: ['theirs'],
      labelsSource: 'config.json',
    });
    expect(find({ sidecars: { 'labels.txt': 'last\n' } })).toMatchObject({
      labels: ['last'],
      labelsSource: 'labels.txt',
    });
  });
});

test('sizes for another network are scaled to this one, with a warning', () => {
  const config = {
    size: { shortest_edge: 256 },
    crop_size: 224,
    do_center_crop: true,
    image_mean: [0, 0, 0],
    image_std: [1, 1, 1],
  };
  const { preprocessing, warnings } = find({
    sidecars: { 'preprocessor_config.json': config },
    inputShape: [1, 3, 112, 112],
  });
  expect(preprocessing).toMatchObject({ resize: { kind: 'shortest-edge', edge: 128 }, crop: { size: [112, 112] } });
  expect(preprocessing.source.crop).toBe('preprocessor_config.json, scaled to the network input');
  expect(warnings).toEqual([
    expect.stringContaining('prepares pictures of 224 x 224 (height x width), but the network takes 112 x 112'),
  ]);
});
