/**
 * Pictures that a person has looked at, compared pixel by pixel. After a wanted change run this file once with
 * UPDATE_GOLDENS=1, and look at every picture that changed before committing it.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { renderBars } from '../../src/render/bars.js';
import { colormapNames } from '../../src/render/colormaps.js';
import { renderFeatureMaps } from '../../src/render/feature-maps.js';
import { renderComparison } from '../../src/render/comparison.js';
import { renderExplanation } from '../../src/render/figure.js';
import { createImage } from '../../src/render/image.js';
import type { Image } from '../../src/render/image.js';
import { legend } from '../../src/render/legend.js';
import { colormap } from '../../src/render/colormaps.js';
import { montage } from '../../src/render/montage.js';
import { themes } from '../../src/render/page.js';
import { drawText, lineHeight } from '../../src/render/text.js';
import { sceneAttribution, sceneMap, scenePicture } from './scene.js';

const page = { theme: themes.light, scale: 1 };

function specimen(): Image {
  const lines = [
    'The quick brown fox jumps over the lazy dog',
    '0123456789 !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    'ÄÖÜäöüß éèêñçåø · … – — × ± µ ² ≤ ≥ ≈ ∞ √ Δσ “” ‘’',
  ];
  const image = createImage(440, 140, page.theme.background);
  let y = 4;
  for (const style of [
    { font: 'regular', color: page.theme.text, scale: 1 } as const,
    { font: 'medium', color: page.theme.text, scale: 1 } as const,
  ]) {
    for (const line of lines) {
      drawText(image, line, 6, y, style);
      y += lineHeight(style);
    }
  }
  return image;
}

const pictures: Record<string, () => Image> = {
  text: specimen,
  legends: () =>
    montage(
      [...colormapNames.sequential, ...colormapNames.diverging].map((name) => {
        const colors = colormap(name);
        const scale =
          colors.kind === 'diverging'
            ? ({ kind: 'diverging', limit: 0.5 } as const)
            : ({ kind: 'sequential', min: 0, max: 12.5 } as const);
        const record = { scale, chosen: 'per-map', percentile: 99, clipped: { below: 0, above: 3 } } as const;
        return { image: legend({ colormap: colors, record, name, width: 300 }, page) };
      }),
      { columns: 1, gap: 6 },
      page,
    ),
  'figure-map': () =>
    renderExplanation({
      picture: scenePicture(32),
      map: sceneMap(32, false),
      title: 'grad-cam · tabby cat 0.97',
      subtitle: ['sample-net.onnx · layer relu_9 [128,16,16] · logits'],
      name: 'attribution (logit)',
    }).image,
  'figure-attribution': () =>
    renderExplanation({
      picture: scenePicture(32),
      map: sceneAttribution(32),
      reduction: 'sum',
      title:
        'A title that needs more room than there is: “Egyptian cat” − “tabby, tabby cat”, with a baseline of black and 200 steps, and so on',
      subtitle: ['integrated-gradients', 'channels by sum'],
      name: 'attribution (logit)',
      panels: ['picture', 'heatmap', 'overlay'],
      theme: 'dark',
    }).image,
  comparison: () => {
    const a = sceneMap(32, true);
    return renderComparison({
      picture: scenePicture(32),
      maps: [a, { ...a, data: a.data.map((value, i) => (i % 32 < 16 ? 0.4 * value : value)) }],
      captions: ['A: net.onnx (onnxruntime-node cpu)', 'B: model.json (tfjs wasm)'],
      title: 'tabby cat',
      subtitle: ['Grad-CAM of the logit, photo.png', 'rank correlation 0.9876, SSIM 0.8765, relative L2 0.123'],
      name: 'attribution of the logit',
    }).image;
  },
  'feature-maps': () =>
    renderFeatureMaps({
      activation: sceneAttribution(16),
      title: 'activations · conv_1',
      subtitle: ['3 × 16 × 16'],
      columns: 3,
    }).image,
  bars: () =>
    renderBars({
      values: Float32Array.of(5.2, -1.25, 0, 0.002, -4.1, 3.1, 0.7),
      labels: [
        'cat',
        'dog',
        'daisy',
        'a label that is far too long for a small chart',
        'sea',
        'street',
        'Überraschung',
      ],
      title: 'logits',
      subtitle: ['photo-cat-chelsea-cc0.png'],
      count: 6,
    }),
};

test.each(Object.entries(pictures))('%s', async (name, draw) => {
  const image = draw();
  const file = fileURLToPath(new URL(`../fixtures/render/${name}.png`, import.meta.url));
  if (process.env['UPDATE_GOLDENS'] === '1') {
    await sharp(image.data, { raw: image }).png({ compressionLevel: 9, palette: false }).toFile(file);
  }
  expect(existsSync(file), `${name}.png is missing`).toBe(true);
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([image.width, image.height]);
  const different = image.data.findIndex((value, i) => value !== data[i]);
  const at = Math.floor(different / 4);
  expect(different, `differs at (${at % image.width}, ${Math.floor(at / image.width)})`).toBe(-1);
});
