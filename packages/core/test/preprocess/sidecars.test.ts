import { describe, expect, test } from 'vitest';
import { findPreprocessing } from '../../src/preprocess/find.js';

function find(
  inputShape: readonly (number | null)[],
  sidecars: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
) {
  return findPreprocessing({ inputShape, sidecars, metadata });
}

const square = (side: number) => [null, 3, side, side];
const free = [null, 3, null, null];

describe('xai.json', () => {
  test('says everything or a part, a preset fills the rest', () => {
    const full = {
      labels: { 0: 'cat' },
      resize: [64, 64],
      filter: 'box',
      crop: 'none',
      channels: 'bgr',
      scale: 1,
      mean: [1, 2, 3],
      std: 4,
    };
    expect(find(square(64), { 'a.xai.json': full })).toMatchObject({
      preprocessing: {
        resize: { kind: 'exact', size: [64, 64] },
        filter: 'box',
        crop: null,
        channels: 'bgr',
        scale: 1,
        mean: [1, 2, 3],
        std: [4, 4, 4],
      },
      labels: ['cat'],
      warnings: [],
    });
    const part = find(free, { 'xai.json': { preset: 'imagenet', size: [96, 96], filter: 'bicubic' } });
    expect(part).toMatchObject({
      preprocessing: { resize: { edge: 109 }, crop: { size: [96, 96] }, filter: 'bicubic' },
      warnings: [],
    });
    expect(part.preprocessing.source).toMatchObject({ filter: 'xai.json', mean: 'xai.json (preset imagenet)' });
  });

  test.each([
    [{ meen: 1 }, "a.xai.json: 'meen' is not a key; did you mean 'mean'?"],
    [{ quantisation: 1 }, "'quantisation' is not a key; there are labels, size, preset"],
    [
      { filter: 'bicubik' },
      "a.xai.json: 'filter' should be nearest, box, bilinear, hamming, bicubic, lanczos, but it is \"bicubik\". Did you mean 'bicubic'?",
    ],
    [{ labels: 3 }, "'labels' should be a list of names"],
    [{ size: 'big' }, "'size' should be [height, width] in pixels"],
    [[], 'an object such as {"preset": "imagenet"} was expected'],
  ])('%j is refused', (record, message) => {
    expect(() => find(square(64), { 'a.xai.json': record })).toThrow(message);
    expect(() => find(square(64), { 'a.xai.json': record })).toThrow(
      expect.objectContaining({ code: 'input-invalid' }),
    );
  });

  test.each(['pellucid', 'xai'])('the same record in the metadata, under %s', (key) => {
    const { preprocessing, warnings } = find(square(64), {}, { [key]: '{"preset": "tf"}' });
    expect(preprocessing.source.mean).toBe(`model metadata '${key}' (preset tf)`);
    expect(warnings).toEqual([]);
  });
});

describe('the sample network', () => {
  const labels = ['cat', 'dog'];
  const preprocessing = {
    size: [128, 128],
    resize: 'shortest side to 144, then centre crop 128',
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
    range: 'RGB / 255',
    interpolation: 'bicubic',
  };

  test.each([
    [
      'as JSON text (ONNX)',
      { labels: JSON.stringify(labels), preprocessing: JSON.stringify(preprocessing), model_license: 'MIT' },
    ],
    ['parsed (TF.js)', { labels, preprocessing }],
  ])('its metadata %s', (_, metadata) => {
    const found = find(square(128), {}, metadata);
    expect(found.preprocessing).toMatchObject({
      resize: { kind: 'shortest-edge', edge: 144 },
      filter: 'bicubic',
      crop: { size: [128, 128] },
      channels: 'rgb',
      scale: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    });
    expect(found).toMatchObject({ labels, labelsSource: "model metadata 'labels'", warnings: [] });
  });
});

describe('Hugging Face', () => {
  const values = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

  test('ConvNext from 384 on is resized plainly', () => {
    const config = {
      image_processor_type: 'ConvNextImageProcessor',
      size: { shortest_edge: 384 },
      crop_pct: null,
      ...values,
    };
    expect(find(square(384), { 'preprocessor_config.json': config }).preprocessing).toMatchObject({
      resize: { kind: 'exact', size: [384, 384] },
      crop: null,
    });
  });

  test('a shortest edge without a crop gives the sides a network leaves free', () => {
    const config = { size: { shortest_edge: 160 }, ...values };
    expect(find(free, { 'preprocessor_config.json': config })).toMatchObject({
      preprocessing: { crop: { size: [160, 160] } },
      warnings: [],
    });
  });

  test("a detector's size and other odd values are passed over, and said", () => {
    const config = { size: { shortest_edge: 800, longest_edge: 1333 }, resample: 9, do_resize: 'yes', ...values };
    const { preprocessing, warnings } = find(square(640), { 'preprocessor_config.json': config });
    expect(preprocessing).toMatchObject({
      resize: { kind: 'exact', size: [640, 640] },
      filter: 'bilinear',
      mean: [0.5, 0.5, 0.5],
    });
    expect(warnings.join(' ')).toMatch(
      /'do_resize' should be true or false.*'size' should be a size.*'resample' is 9.*how pictures are resized/,
    );
  });

  test('a processor of sound says nothing of pictures', () => {
    const config = { feature_extractor_type: 'Wav2Vec2FeatureExtractor', do_normalize: true, sampling_rate: 16000 };
    expect(find(square(64), { 'preprocessor_config.json': config }).preprocessing.source.mean).toBe('guess');
  });

  test('placeholder labels are none', () => {
    expect(find(square(64), { 'config.json': { id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } } }).labels).toBeNull();
  });
});

describe('timm', () => {
  test('a flat file of older versions, labels, one channel', () => {
    const config = {
      architecture: 'x',
      input_size: [1, 28, 28],
      mean: [0.13],
      std: [0.3],
      crop_pct: 1,
      interpolation: 'nearest-exact',
      label_names: ['zero', 'one'],
    };
    const { preprocessing, labels, warnings } = find([null, 1, 28, 28], { 'config.json': config });
    expect(preprocessing).toMatchObject({
      channels: 'gray',
      mean: [0.13],
      std: [0.3],
      resize: { kind: 'shortest-edge', edge: 28 },
      filter: 'bicubic',
    });
    expect(labels).toEqual(['zero', 'one']);
    expect(warnings).toEqual([expect.stringContaining("'interpolation' is 'nearest-exact'")]);
  });
});

describe('Teachable Machine', () => {
  const metadata = {
    tfjsVersion: '1.3.1',
    tmVersion: '2.4.5',
    packageName: '@teachablemachine/image',
    labels: ['Class 1', 'Class 2'],
    imageSize: 96,
  };

  test('the middle square, x / 127.5 - 1', () => {
    expect(find(square(96), { 'metadata.json': metadata })).toMatchObject({
      preprocessing: {
        resize: { kind: 'shortest-edge', edge: 96 },
        crop: { size: [96, 96] },
        scale: 1 / 127.5,
        mean: [1, 1, 1],
        std: [1, 1, 1],
      },
      labels: ['Class 1', 'Class 2'],
      warnings: [],
    });
  });

  test('grey models', () => {
    expect(find([null, 1, 96, 96], { 'metadata.json': { ...metadata, grayscale: true } }).preprocessing).toMatchObject({
      channels: 'gray',
      mean: [1],
    });
  });

  test('a metadata.json of something else is left alone', () => {
    expect(
      find(square(96), { 'metadata.json': { labels: ['a'], packageName: '@teachablemachine/pose' } }).labels,
    ).toBeNull();
  });
});

describe('Ultralytics', () => {
  const names = `{0: 'person', 1: "bird's nest", 2: 'it\\'s'}`;

  test('a classifier crops, its names are a Python dict', () => {
    const metadata = { names, imgsz: '[224, 224]', task: 'classify', stride: '1' };
    expect(find(square(224), {}, metadata)).toMatchObject({
      preprocessing: {
        resize: { kind: 'shortest-edge', edge: 224 },
        crop: { size: [224, 224] },
        scale: 1 / 255,
        mean: [0, 0, 0],
      },
      labels: ['person', "bird's nest", "it's"],
      warnings: [],
    });
  });

  test('a detector pads with grey', () => {
    const { preprocessing } = find(free, {}, { names, imgsz: '[480, 640]', task: 'detect', stride: '32' });
    expect(preprocessing).toMatchObject({
      resize: { kind: 'fit', size: [480, 640] },
      crop: { size: [480, 640], fill: [114, 114, 114] },
    });
  });

  test('YOLOv5 leaves out the size and writes a list', () => {
    expect(find(square(320), {}, { names: `['person', 'car']`, stride: '32' })).toMatchObject({
      preprocessing: { resize: { kind: 'fit', size: [320, 320] } },
      labels: ['person', 'car'],
    });
  });
});

describe('ONNX image metadata', () => {
  test('pixel format and range', () => {
    const digits = {
      'Image.BitmapPixelFormat': 'Gray8',
      'Image.ColorSpaceGamma': 'SRGB',
      'Image.NominalPixelRange': 'NominalRange_0_255',
    };
    const { preprocessing, warnings } = find([1, 1, 28, 28], {}, digits);
    expect(preprocessing).toMatchObject({
      channels: 'gray',
      scale: 1,
      mean: [0],
      resize: { kind: 'exact', size: [28, 28] },
    });
    expect(warnings).toEqual([expect.stringContaining('Nothing says how pictures are resized')]);
    const bgr = { 'Image.BitmapPixelFormat': 'Bgr8', 'Image.NominalPixelRange': 'Normalized_1_1' };
    expect(find(square(32), {}, bgr).preprocessing).toMatchObject({
      channels: 'bgr',
      scale: 1 / 127.5,
      mean: [1, 1, 1],
      std: [1, 1, 1],
    });
  });
});

describe('lists of labels', () => {
  test.each([
    ['labels.txt', 'a\nb'],
    ['net.labels.json', ['a', 'b']],
    ['classes.txt', '["a", "b"]'],
    ['imagenet_class_index.json', { 0: ['n1', 'a'], 1: ['n2', 'b'] }],
  ])('%s', (name, content) => {
    expect(find(square(64), { [name]: content })).toMatchObject({ labels: ['a', 'b'], labelsSource: name });
  });

  test.each([
    ['labels', '["a", "b"]'],
    ['classes', "['a', 'b']"],
    ['class_names', 'a\nb'],
    ['names', "{0: 'a', 1: 'b'}"],
  ])('metadata %s', (key, value) => {
    expect(find(square(64), {}, { [key]: value })).toMatchObject({
      labels: ['a', 'b'],
      labelsSource: `model metadata '${key}'`,
    });
  });

  test('metadata that is no list is left alone, a broken file is an error', () => {
    expect(find(square(64), {}, { labels: '[broken\n', classes: 'two' }).labels).toBeNull();
    expect(() => find(square(64), { 'labels.json': { a: 1 } })).toThrow(
      expect.objectContaining({ code: 'input-invalid' }),
    );
  });
});

test('a std of 0 in a file is an error, not a picture of infinities', () => {
  const config = { size: 64, image_mean: [0, 0, 0], image_std: [1, 0, 1] };
  expect(() => find(square(64), { 'preprocessor_config.json': config })).toThrow(
    'std holds a 0 (preprocessor_config.json)',
  );
});
