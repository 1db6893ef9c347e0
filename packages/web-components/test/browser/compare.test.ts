import { formatNumber } from '@pellucid/core';
import { expect, it } from 'vitest';
import { axe } from '../../../../tools/browser/axe.js';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { matchesGolden } from '../../../../tools/browser/golden.js';
import type { XaiCompare } from '../../src/index.js';
import { goldenFile, pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { folderWith } from '../helpers/files.js';
import { tabOrder } from '../helpers/focus.js';
import { withoutGradient } from '../helpers/networks.js';

const mounts = { '/files/': await folderWith({ 'net.onnx': withoutGradient() }) };

/** The picture that the element gives, as a PNG file. */
async function blobOf(element: { evaluate<T>(use: (self: XaiCompare) => Promise<T>): Promise<T> }): Promise<Buffer> {
  const bytes = await element.evaluate(async (self) => [...new Uint8Array(await (await self.toBlob()).arrayBuffer())]);
  return Buffer.from(bytes);
}

describeInBrowser('xai-compare', (browser) => {
  it('compares the two formats of the sample net: they agree', async () => {
    const { page, observed, takeEvents } = await openElements(browser, '<xai-compare></xai-compare>');
    expect(await settled(page, 'xai-compare')).toEqual({ status: 'done', error: null, shownError: null });
    const element = page.locator('xai-compare');
    expect(await element.locator('[part=names] > div').allInnerTexts()).toEqual([
      'ONNX Runtime on wasm',
      'TensorFlow.js on wasm',
    ]);
    const similarity = await element.evaluate(({ result }: XaiCompare) => result!.similarity!);
    expect(similarity.relativeL2).toBeLessThan(1e-4);
    expect(await element.locator('[part=similarity]').innerText()).toMatch(/Rank correlation\s+1: .*the same order/);
    await matchesGolden(await blobOf(element), goldenFile('compare-runtimes'));
    expect((await takeEvents()).filter(({ name }) => name !== 'xai-progress').map(({ name }) => name)).toEqual([
      'xai-result',
    ]);
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('body').evaluate((body) => body.style.setProperty('background', '#1b1b1f'));
    expect(await axe(page, { within: 'xai-compare' })).toEqual([]);
    await observed.expectQuiet();
  });

  it('divides two methods where the visitor wants', async () => {
    const { page, takeEvents } = await openElements(browser, '<xai-compare method-b="saliency"></xai-compare>');
    await settled(page, 'xai-compare');
    await takeEvents();
    const element = page.locator('xai-compare');
    const divider = element.locator('[part=divider]');
    const position = (): Promise<number> => element.evaluate((self: XaiCompare) => self.position);
    await matchesGolden(await blobOf(element), goldenFile('compare-methods'));
    await divider.focus();
    const positions: Record<string, number> = {};
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'ArrowLeft', 'Home', 'ArrowLeft', 'End']) {
      await page.keyboard.press(key);
      positions[`${Object.keys(positions).length} ${key}`] = await position();
    }
    expect(Object.values(positions)).toEqual([0.6, 0.61, 0.51, 0, 0, 1]);
    expect(await divider.getAttribute('aria-valuenow')).toBe('100');
    expect(await divider.getAttribute('aria-valuetext')).toBe('Grad-CAM to the left, Saliency to the right, 100 %');
    // At its ends there is one of the two.
    const [a, b] = [element.locator('canvas').first(), element.locator('canvas').last()];
    expect(await pngOf(a)).toEqual(await blobOf(element));
    await page.keyboard.press('Home');
    expect(await pngOf(b)).toEqual(await blobOf(element));
    expect(await pngOf(a)).not.toEqual(await pngOf(b));
    const map = (await element.locator('[part=map]').boundingBox())!;
    const grip = (await divider.boundingBox())!;
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width / 2, grip.y, { steps: 3 });
    await page.mouse.up();
    expect(Math.abs((await position()) - 0.5)).toBeLessThan(0.06);
    expect(await takeEvents()).toEqual([]);
  });

  it('reads both maps by keyboard, and is operated by it alone', async () => {
    const { page } = await openElements(browser, '<xai-compare method-b="hires-cam" target-b="dog"></xai-compare>');
    await settled(page, 'xai-compare');
    const element = page.locator('xai-compare');
    const order = await tabOrder(page);
    expect(order.map(({ name }) => name)).toEqual(['div[map]', 'div[divider]', 'input', 'summary', 'summary']);
    expect(order.every(({ isVisible }) => isVisible)).toBe(true);
    await element.locator('[part=map]').focus();
    await page.keyboard.press('Home');
    const values = await element.evaluate(({ result }: XaiCompare) => {
      const [first, second] = [result!.a.attribution.values.data, result!.b.attribution.values.data];
      const at = first.indexOf(Math.max(...first));
      return [first[at]!, Math.max(0, second[at]!)];
    });
    const line = await element.locator('[part=value]').innerText();
    for (const value of values) expect(line).toContain(formatNumber(value));
  });

  it('shows the side that there is, and says why the other is missing', async () => {
    const { page } = await openElements(
      browser,
      `<xai-compare id="one" model-b="/files/net.onnx" preset="raw01" labels="a"></xai-compare>
       <xai-compare id="same" model="/files/net.onnx" preset="raw01" labels="a" method="occlusion" window="4"></xai-compare>
       <xai-compare id="bad" method-b="salience"></xai-compare>`,
      { mounts },
    );
    expect(await settled(page, '#one')).toMatchObject({
      error: { code: 'gradient-unsupported', message: expect.stringMatching(/Det/) },
    });
    const [a] = await page.locator('#one canvas').all();
    expect(await a!.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(128);
    expect(await settled(page, '#same')).toMatchObject({
      error: { code: 'usage', message: expect.stringMatching(/nothing says how the second differs\. Give method-b/) },
    });
    expect(await settled(page, '#bad')).toMatchObject({
      error: { code: 'usage', message: expect.stringMatching(/Did you mean 'saliency'\?/) },
    });
    expect(await axe(page)).toEqual([]);
  });

  it('is cancelled, and is accessible while it computes', async () => {
    const { page } = await openElements(
      browser,
      '<xai-compare method="occlusion" window="16" stride="1" method-b="grad-cam"></xai-compare>',
    );
    const element = page.locator('xai-compare');
    await element.locator('[part=status] progress[value]').waitFor();
    expect(await axe(page)).toEqual([]);
    await element.locator('[part=cancel]').press('Enter');
    await eventually(() => element.evaluate(({ status }: XaiCompare) => status)).toBe('idle');
    await element.evaluate((self: XaiCompare) => self.setAttribute('stride', '16'));
    expect(await settled(page, 'xai-compare')).toMatchObject({ status: 'done' });
  });
});
