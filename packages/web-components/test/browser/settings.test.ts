import { readFile } from 'node:fs/promises';
import type { Recipe } from '@pellucid/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { classifier } from '../../../cli/test/helpers/networks.js';
import type { XaiHeatmap } from '../../src/index.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { folderWith } from '../helpers/files.js';
import { sampleNet } from '../helpers/sample-net.js';

const bare = await folderWith({
  'net.onnx': classifier(),
  'names.txt': 'north\nsouth\nwest\n',
  'names.json': '["one", "two", "three"]',
});
const told = await folderWith({
  'net.onnx': classifier(),
  'net.xai.json': JSON.stringify({
    scale: 1 / 255,
    mean: [0.1, 0.2, 0.3],
    std: [0.5, 0.5, 0.5],
    labels: ['red', 'green', 'blue'],
  }),
});
const sample = await folderWith({ 'net.onnx': await readFile(sampleNet('sample-net.onnx')) });
const mounts = { '/bare/': bare, '/told/': told, '/sample/': sample };

async function recipe(page: Page, selector = 'xai-heatmap'): Promise<Recipe> {
  expect(await settled(page, selector)).toMatchObject({ status: 'done', error: null });
  return page.locator(selector).evaluate(({ recipe: own }: XaiHeatmap) => own!);
}

describeInBrowser('settings of elements', (browser) => {
  it('of methods are attributes, or values in one property', async () => {
    const { page } = await openElements(
      browser,
      `<xai-heatmap id="steps" method="integrated-gradients" steps="5" quadrature="midpoint"></xai-heatmap>
       <xai-heatmap id="window" method="occlusion" window="32" stride="32" fill="zero"></xai-heatmap>
       <xai-heatmap id="sign" keep-sign upsampling="none" layer="/Relu_7_output_0"></xai-heatmap>
       <xai-heatmap id="other" method="saliency" steps="5" window="none"></xai-heatmap>`,
    );
    expect((await recipe(page, '#steps')).options).toMatchObject({ steps: 5, quadrature: 'midpoint' });
    expect((await recipe(page, '#window')).options).toMatchObject({ window: [32, 32], stride: [32, 32], fill: 'zero' });
    const sign = await recipe(page, '#sign');
    expect(sign.options).toMatchObject({ keepSign: true, upsampling: 'none' });
    expect(sign).toMatchObject({ layer: { name: '/Relu_7_output_0' }, shape: [16, 16] });
    // Attributes of other methods are left alone.
    expect((await recipe(page, '#other')).options).not.toHaveProperty('steps');
    await page.locator('#steps').evaluate((self: XaiHeatmap) => self.setAttribute('steps', '7'));
    expect((await recipe(page, '#steps')).options).toMatchObject({ steps: 7 });
    await page.locator('#steps').evaluate((self: XaiHeatmap) => (self.options = { steps: 9 }));
    expect((await recipe(page, '#steps')).options).toMatchObject({ steps: 9, quadrature: 'midpoint' });
    await page.locator('#steps').evaluate((self: XaiHeatmap) => (self.options = { stepz: 9 }));
    expect(await settled(page, '#steps')).toMatchObject({
      error: { code: 'usage', message: expect.stringMatching(/'stepz'/) },
    });
  });

  it('of the target are read as on the command line', async () => {
    const { page } = await openElements(browser, '<xai-heatmap target="dog"></xai-heatmap>');
    const targets = {
      dog: { target: '1', label: 'dog', quantity: 'logit' },
      6: { target: '6', label: 'tulip' },
      top: { target: 'top', index: 0, label: 'cat' },
      'cat-dog': { target: '0-1', label: 'cat rather than dog' },
    };
    for (const [target, expected] of Object.entries(targets)) {
      await page.locator('xai-heatmap').evaluate((self: XaiHeatmap, text) => (self.target = text), target);
      expect((await recipe(page)).target).toMatchObject(expected);
    }
    await page.locator('xai-heatmap').evaluate((self: XaiHeatmap) => {
      self.target = 'top';
      self.of = 'probabilities';
    });
    expect((await recipe(page)).target).toMatchObject({ quantity: 'probability' });
  });

  it('of the preprocessing are found beside the model, or told by attributes', async () => {
    const { page, server } = await openElements(
      browser,
      `<xai-heatmap id="bare" model="/bare/net.onnx"></xai-heatmap>
       <xai-heatmap id="told" model="/told/net.onnx"></xai-heatmap>
       <xai-heatmap id="preset" model="/bare/net.onnx" preset="imagenet-bgr"></xai-heatmap>
       <xai-heatmap id="own" model="/told/net.onnx" mean="0,0,0" std="1,1,1" scale="1/255" channels="bgr"></xai-heatmap>`,
      { mounts },
    );
    const found = async (id: string) => {
      const { preprocessing, target } = await recipe(page, `#${id}`);
      return { ...preprocessing!, label: target!.label };
    };
    const bare = await found('bare');
    expect(bare).toMatchObject({ channels: 'rgb', label: null });
    expect(bare.warnings.length).toBeGreaterThan(0);
    const told = await found('told');
    expect(told).toMatchObject({ scale: 1 / 255, mean: [0.1, 0.2, 0.3], std: [0.5, 0.5, 0.5] });
    expect(told.label).toMatch(/^(red|green|blue)$/);
    expect(await found('preset')).toMatchObject({ channels: 'bgr', mean: [103.939, 116.779, 123.68], warnings: [] });
    // What attributes say goes before the file; the rest is from there.
    const own = await found('own');
    expect(own).toMatchObject({ channels: 'bgr', scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] });
    expect(own.label).toMatch(/^(red|green|blue)$/);
    // The same network with other numbers: it is asked for once, and so is what is beside it.
    expect(server.requests.filter(({ path }) => path.endsWith('/net.onnx'))).toHaveLength(3);
    expect(server.paths()).toContain('/told/net.xai.json');
    await page.locator('#own').evaluate((self: XaiHeatmap) => (self.mean = '0.5,0.5,0.5'));
    expect(await found('own')).toMatchObject({ mean: [0.5, 0.5, 0.5] });
  });

  it('of the names of classes are a list or its address', async () => {
    const { page } = await openElements(
      browser,
      `<xai-heatmap model="/bare/net.onnx" preset="raw01" labels="a, b, c"></xai-heatmap>`,
      { mounts },
    );
    const element = page.locator('xai-heatmap');
    const names = async (): Promise<string[]> => {
      await recipe(page);
      return (await element.locator('[part=predictions] .name').allTextContents()).map((name) => name.trim()).sort();
    };
    expect(await names()).toEqual(['a', 'b', 'c']);
    await element.evaluate((self: XaiHeatmap) => (self.labels = '/bare/names.txt'));
    expect(await names()).toEqual(['north', 'south', 'west']);
    await element.evaluate((self: XaiHeatmap) => (self.labels = 'names.json'));
    expect((await settled(page)).shownError).toMatch(/names\.json/);
    await element.evaluate((self: XaiHeatmap) => (self.labels = './bare/names.json'));
    expect(await names()).toEqual(['one', 'three', 'two']);
    await element.evaluate((self: XaiHeatmap) => (self.labels = ['x', 'y', 'z, with a comma']));
    expect(await names()).toEqual(['x', 'y', 'z, with a comma']);
  });

  it('of a model are no others for the same file elsewhere', async () => {
    const { page } = await openElements(
      browser,
      `<xai-heatmap id="a"></xai-heatmap><xai-heatmap id="b" model="/sample/net.onnx" preset="raw01"></xai-heatmap>
       <xai-heatmap id="c" backend="tfjs"></xai-heatmap>`,
      { mounts },
    );
    const [a, b, c] = [await recipe(page, '#a'), await recipe(page, '#b'), await recipe(page, '#c')];
    expect(b.model.sha256).toBe(a.model.sha256);
    expect(b.target!.index).toBe(a.target!.index);
    expect(c.runtime).toMatchObject({ name: 'tfjs', engine: 'wasm' });
    expect(c.target!.score).toBeCloseTo(a.target!.score, 3);
  });
});
