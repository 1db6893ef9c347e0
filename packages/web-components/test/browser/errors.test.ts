import { expect, it } from 'vitest';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { ofNumbers, withTwoInputs } from '../../../cli/test/helpers/networks.js';
import type { XaiHeatmap } from '../../src/index.js';
import { bundledComponents } from '../helpers/bundled.js';
import { pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { folderWith } from '../helpers/files.js';
import { withoutGradient } from '../helpers/networks.js';

const files = await folderWith({
  'noise.onnx': 'This is no network.',
  'noise.png': 'This is no picture.',
  'noise.npy': 'This is no array.',
  'broken.json': '{ "format": ',
  'without-gradient.onnx': withoutGradient(),
  'two-inputs.onnx': withTwoInputs(),
  'numbers.onnx': ofNumbers(),
});
const mounts = { '/files/': files };
const withoutGradients = 'model="/files/without-gradient.onnx" preset="raw01"';

/** Attributes of an element, and what it says of them. */
const cases: readonly (readonly [attributes: string, code: string, message: RegExp])[] = [
  ['model="/files/absent.onnx"', 'model-invalid', /nothing at http:.*\/files\/absent\.onnx.*404\. Check the address/],
  ['model="/files/noise.onnx"', 'model-invalid', /should be an ONNX file/],
  ['model="/files/broken.json"', 'model-invalid', /'broken\.json' is not valid JSON/],
  ['model="http://127.0.0.1:1/net.onnx"', 'model-invalid', /cannot be downloaded.*CORS.*connect-src/],
  ['model="http://"', 'usage', /model is no address: 'http:\/\/'/],
  [
    `${withoutGradients} method="saliency"`,
    'gradient-unsupported',
    /No gradient passes operator Det .* such as occlusion/,
  ],
  [withoutGradients, 'gradient-unsupported', /No gradient passes operator Det /],
  ['model="/files/two-inputs.onnx"', 'model-unsupported', /one input of pictures.*'left' \(float32\), 'right'/],
  ['model="/files/numbers.onnx"', 'model-unsupported', /A picture needs a network input .*\[\?, 4\]\..*\.npy/],
  ['src="/files/absent.png"', 'input-invalid', /nothing at http:.*\/files\/absent\.png/],
  ['src="/files/noise.png"', 'input-invalid', /'noise\.png' cannot be decoded as a picture .*PNG, JPEG/],
  ['src="/files/noise.npy"', 'input-invalid', /\.npy/],
  ['method="grad-cm"', 'usage', /no method 'grad-cm'\. Did you mean 'grad-cam'\?/],
  ['method="occlusion" window="wide"', 'usage', /window takes a whole number of pixels, 1 or more, but got 'wide'/],
  ['method="occlusion" window="0"', 'usage', /window takes a whole number of pixels, 1 or more, but got '0'/],
  ['target="cta"', 'usage', /None of the 13 labels is 'cta'\. Did you mean 'cat'\?/],
  ['target="99"', 'usage', /'99' is out of range: 'logits' has 13 classes, 0 to 12/],
  ['of="logit"', 'usage', /of is one of logits, probabilities, but got 'logit'/],
  ['region="here"', 'usage', /region is predicted, or a pixel of the output as X,Y, but got 'here'/],
  ['layer="nowhere"', 'usage', /no layer 'nowhere'/],
  ['preset="imagnet"', 'usage', /preset is one of .*'imagnet'\. Did you mean 'imagenet'\?/],
  ['mean="1,2,x"', 'usage', /mean takes a number, but got 'x'/],
  ['labels="/files/absent.txt"', 'input-invalid', /nothing at http:.*\/files\/absent\.txt/],
  ['backend="onnx"', 'usage', /backend is one of auto, ort, tfjs, but got 'onnx'/],
  ['backend="tfjs" model="/files/numbers.onnx"', 'usage', /'numbers\.onnx' is no model\.json/],
  ['engine="gpu"', 'usage', /engine is one of .*'gpu'/],
  ['engine="webgl"', 'usage', /ONNX Runtime has no engine webgl in browsers\. It has webgpu, wasm/],
];

describeInBrowser('what goes wrong', (browser) => {
  it('is said in words and with a code by the element, its property and its event', async () => {
    const elements = cases.map(([attributes], i) => `<xai-heatmap id="e${i}" no-drop ${attributes}></xai-heatmap>`);
    const { page, observed, takeEvents } = await openElements(browser, elements.join('\n'), { mounts });
    for (const [i, [attributes, code, message]] of cases.entries()) {
      const { status, error, shownError } = await settled(page, `#e${i}`);
      const expected = { status: 'error', code, message: expect.stringMatching(message) as string };
      expect({ attributes, status, ...error }).toEqual({ attributes, ...expected });
      expect(shownError).toBe(error?.message);
    }
    const events = await takeEvents();
    expect(events.map(({ name }) => name)).toEqual(cases.map(() => 'xai-error'));
    expect(new Set(events.map(({ id }) => id)).size).toBe(cases.length);
    expect(events.find(({ id }) => id === 'e0')).toMatchObject({ detail: { code: 'model-invalid' } });
    // Files beside a network that it may have.
    const sidecars = /\/files\/[\w.-]+\.(json|txt): status 404$/;
    await observed.expectQuiet([/absent/, /127\.0\.0\.1:1\//, sidecars]);
  });

  it('is over with the next explanation', async () => {
    const { page } = await openElements(browser, '<xai-heatmap target="cta"></xai-heatmap>');
    expect(await settled(page)).toMatchObject({ status: 'error' });
    const element = page.locator('xai-heatmap');
    await element.evaluate((self: XaiHeatmap) => (self.target = 'cat'));
    expect(await settled(page)).toEqual({ status: 'done', error: null, shownError: null });
    // A result stays on show behind an error.
    await element.evaluate((self: XaiHeatmap) => (self.target = 'dgo'));
    expect(await settled(page)).toMatchObject({ error: { message: expect.stringMatching(/Did you mean 'dog'/) } });
    expect(await element.locator('[part=title]').textContent()).toBe('cat');
  });

  it('with the drawing leaves the result as it is', async () => {
    const { page, takeEvents } = await openElements(browser, '<xai-heatmap colormap="inferno"></xai-heatmap>');
    await settled(page);
    await takeEvents();
    const element = page.locator('xai-heatmap');
    const error = element.locator('[part=error]');
    const before = await pngOf(element.locator('canvas'));
    await element.evaluate((self: XaiHeatmap) => (self.colormap = 'infrno'));
    expect(await error.textContent()).toMatch(/no colour map 'infrno'\. Did you mean 'inferno'\?/);
    await element.evaluate((self: XaiHeatmap) => {
      self.colormap = 'viridis';
      self.range = '1';
    });
    expect(await error.textContent()).toMatch(/range takes the lowest and the highest value/);
    expect(await element.evaluate(({ status, error: own }: XaiHeatmap) => [status, own])).toEqual(['done', null]);
    await element.evaluate((self: XaiHeatmap) => {
      self.colormap = null;
      self.range = null;
    });
    expect(await error.count()).toBe(0);
    expect(await pngOf(element.locator('canvas'))).toEqual(before);
    expect(await takeEvents()).toEqual([]);
  });

  it('with the worker is said too: its file is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pellucid-no-worker-'));
    try {
      await cp(join(await bundledComponents(), 'pellucid.js'), join(folder, 'pellucid.js'));
      const { page } = await openElements(
        browser,
        '<xai-heatmap id="a"></xai-heatmap><xai-heatmap id="b"></xai-heatmap>',
        {
          mounts: { '/pellucid/': folder },
        },
      );
      for (const id of ['#a', '#b'])
        expect(await settled(page, id)).toMatchObject({
          error: {
            code: 'runtime',
            message: expect.stringMatching(/The worker that computes does not run: .*worker-src/),
          },
        });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
