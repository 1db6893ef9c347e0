import { formatNumber } from '@pellucid/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axe } from '../../../../tools/browser/axe.js';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { matchesGolden } from '../../../../tools/browser/golden.js';
import type { XaiHeatmap } from '../../src/index.js';
import { goldenFile, pngOf } from '../helpers/canvas.js';
import { openElements } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { tabOrder } from '../helpers/focus.js';

/** The raw value at a column and a row, as the line below the map writes it. */
async function wordsAt(page: Page, x: number, y: number): Promise<string> {
  const value = await page.locator('xai-heatmap').evaluate(
    ({ result }: XaiHeatmap, at) => {
      const { data, shape } = result!.attribution.values;
      return data[at.y * shape[2]! + at.x]!;
    },
    { x, y },
  );
  return `column ${x}, row ${y}: ${formatNumber(value)}`;
}

describeInBrowser('xai-heatmap', (browser) => {
  it('shows what the sample net looks at: on the face of the cat', async () => {
    const { page, observed, settled, takeEvents } = await openElements(browser, '<xai-heatmap></xai-heatmap>');
    expect(await settled()).toEqual({ status: 'done', error: null, shownError: null });
    expect((await takeEvents()).filter(({ name }) => name !== 'xai-progress')).toHaveLength(1);
    const element = page.locator('xai-heatmap');
    await matchesGolden(await pngOf(element.locator('canvas')), goldenFile('heatmap-grad-cam'));
    expect(await element.locator('[part=title]').textContent()).toBe('cat');
    expect(await element.locator('[part=subtitle]').allTextContents()).toEqual([
      expect.stringMatching(/^Grad-CAM of the logit \(4\.\d+\) at layer \/Relu_9_output_0$/),
      'sample-net.onnx, photo-cat-chelsea-cc0.png',
    ]);
    expect(await element.locator('[part=predictions] li').first().innerText()).toMatch(/^cat\s+67\.\d %$/);
    expect(await element.locator('[part=map]').getAttribute('aria-label')).toMatch(
      /^Grad-CAM: .*strongest .*; cat 4\.\d+\. Arrow keys read values\.$/,
    );
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('body').evaluate((body) => (body.style.background = '#1b1b1f'));
    expect(await axe(page, { within: 'xai-heatmap' })).toEqual([]);
    const largest = await page
      .locator('xai-heatmap')
      .evaluate(({ result }: XaiHeatmap) => Math.max(...result!.attribution.values.data));
    const legend = page.locator('xai-heatmap [part=legend]');
    expect(await legend.locator('.numbers span').allTextContents()).toEqual(
      [0, largest / 2, largest].map((value) => formatNumber(value)),
    );
    await page.locator('xai-heatmap').evaluate((element: XaiHeatmap) => (element.range = '0,0.05'));
    expect(await legend.locator('.numbers span').allTextContents()).toEqual(['0', '0.025', '0.05']);
    expect(await legend.textContent()).toMatch(/attribution of the logit; \d+ above the scale/);
    await observed.expectQuiet();
  });

  it('shows maps with both signs, and sheets of channels', async () => {
    const { page, settled, observed } = await openElements(
      browser,
      '<xai-heatmap keep-sign target="dog-cat"></xai-heatmap>',
    );
    await settled();
    const canvas = page.locator('xai-heatmap canvas');
    await matchesGolden(await pngOf(canvas), goldenFile('heatmap-keep-sign'));
    await page.locator('xai-heatmap').evaluate((element: XaiHeatmap) => (element.method = 'activations'));
    await settled();
    await matchesGolden(await pngOf(canvas), goldenFile('heatmap-activations'));
    expect(await axe(page)).toEqual([]);
    await observed.expectQuiet();
  });

  it.each(['light', 'dark'] as const)('is accessible before, while and after it computes (%s)', async (colorScheme) => {
    const { page, settled } = await openElements(
      browser,
      '<xai-heatmap manual method="occlusion" window="16" stride="1"></xai-heatmap>',
      { context: { colorScheme, reducedMotion: 'reduce' } },
    );
    const element = page.locator('xai-heatmap');
    await page.waitForFunction(() => customElements.get('xai-heatmap') !== undefined);
    await page.locator('body').evaluate((body) => body.style.setProperty('background', 'Canvas'));
    await page.locator('html').evaluate((html) => html.style.setProperty('color-scheme', 'light dark'));
    expect(await element.evaluate(({ status }: XaiHeatmap) => status)).toBe('idle');
    expect(await axe(page)).toEqual([]);
    await element.evaluate((self: XaiHeatmap) => void self.explain().catch(() => undefined));
    await element.locator('[part=status] progress[value]').waitFor();
    expect(await axe(page)).toEqual([]);
    await element.locator('[part=cancel]').click();
    await element.evaluate((self: XaiHeatmap) => {
      self.method = 'grad-cm';
      void self.explain().catch(() => undefined);
    });
    expect((await settled()).shownError).toMatch(/grad-cam/);
    expect(await axe(page)).toEqual([]);
  });

  it('reads values by keyboard and under the pointer', async () => {
    const { page, settled } = await openElements(browser, '<xai-heatmap></xai-heatmap>');
    await settled();
    const line = page.locator('xai-heatmap [part=value]');
    expect(await line.getAttribute('aria-live')).toBe('polite');
    const hint = await line.textContent();
    const [x, y] = await page.locator('xai-heatmap').evaluate(({ result }: XaiHeatmap) => {
      const { data, shape } = result!.attribution.values;
      const at = data.indexOf(Math.max(...data));
      return [at % shape[2]!, Math.floor(at / shape[2]!)] as const;
    });
    await page.keyboard.press('Tab');
    const press = async (key: string): Promise<string | null> => {
      await page.keyboard.press(key);
      return line.textContent();
    };
    expect(await press('ArrowUp')).toBe(await wordsAt(page, x, y));
    expect(await press('ArrowUp')).toBe(await wordsAt(page, x, y - 8));
    expect(await press('ArrowRight')).toBe(await wordsAt(page, x + 8, y - 8));
    expect(await press('Shift+ArrowDown')).toBe(await wordsAt(page, x + 8, y - 7));
    expect(await press('Shift+ArrowLeft')).toBe(await wordsAt(page, x + 7, y - 7));
    expect(await press('Home')).toBe(await wordsAt(page, x, y));
    await page.locator('xai-heatmap .cross').waitFor();
    expect(await press('Escape')).toBe(hint);
    expect(await page.locator('xai-heatmap .cross').count()).toBe(0);
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft');
    expect(await line.textContent()).toBe(await wordsAt(page, 0, y));
    const box = (await page.locator('xai-heatmap [part=map]').boundingBox())!;
    await page.mouse.move(box.x + (box.width * 50.5) / 128, box.y + (box.height * 60.5) / 128);
    expect(await line.textContent()).toBe(await wordsAt(page, 50, 60));
    await page.mouse.move(box.x + box.width / 2, box.y - 5);
    expect(await line.textContent()).toMatch(/^Point at the picture/);
  });

  it('is operated and cancelled by keyboard alone, and the focus is seen', async () => {
    const { page, settled } = await openElements(
      browser,
      '<xai-heatmap no-drop method="occlusion" window="16" stride="1"></xai-heatmap>',
    );
    const element = page.locator('xai-heatmap');
    await element.locator('[part=status] progress[value]').waitFor();
    await element.locator('[part=cancel]').focus();
    expect(await tabOrder(page)).toEqual([]);
    await element.locator('[part=cancel]').press('Enter');
    await eventually(() => element.evaluate(({ status }: XaiHeatmap) => status)).toBe('idle');
    expect(await element.locator('[part=cancel]').count()).toBe(0);
    await element.evaluate((self: XaiHeatmap) => {
      self.method = 'grad-cam';
      self.noDrop = false;
    });
    await settled();
    // From the top of the page.
    await page.locator('h1').click();
    const order = await tabOrder(page);
    expect(order).toEqual([
      { name: 'div[map]', isVisible: true },
      { name: 'input', isVisible: true },
      { name: 'summary', isVisible: true },
    ]);
    await page.locator('xai-heatmap').evaluate((element: XaiHeatmap) => (element.noDrop = true));
    expect((await tabOrder(page)).map(({ name }) => name)).toEqual(['div[map]', 'summary']);
    const details = page.locator('xai-heatmap details');
    expect(await details.locator('dl').isVisible()).toBe(false);
    await details.locator('summary').press('Enter');
    expect(await details.locator('dd').first().innerText()).toMatch(/^onnxruntime-web [\d.]+ on wasm\b/);
  });
});
