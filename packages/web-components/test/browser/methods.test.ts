import { catalog, formatNumber } from '@pellucid/core';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axe } from '../../../../tools/browser/axe.js';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { matchesGolden } from '../../../../tools/browser/golden.js';
import type { XaiMethods } from '../../src/index.js';
import { goldenFile, pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { folderWith } from '../helpers/files.js';
import { tabOrder } from '../helpers/focus.js';
import { withoutGradient } from '../helpers/networks.js';

const mounts = { '/files/': await folderWith({ 'net.onnx': withoutGradient() }) };

/** The picture in a tile, once it is painted. */
async function tile(page: Page, method: string): Promise<Buffer> {
  const canvas = page.locator(`xai-methods [data-method="${method}"] canvas`);
  await eventually(() => canvas.evaluate((element: HTMLCanvasElement) => element.width)).toBeGreaterThan(1);
  return pngOf(canvas);
}

/** What is said of a method below its map. */
function factsOf(element: Locator, method: string): Locator {
  return element
    .locator('[part=entry]', { has: element.page().locator(`[data-method="${method}"]`) })
    .locator('.facts');
}

describeInBrowser('xai-methods', (browser) => {
  it('shows the maps of the methods that are named', async () => {
    const { page, observed, takeEvents } = await openElements(
      browser,
      '<xai-methods methods="saliency, grad-cam"></xai-methods>',
    );
    expect(await settled(page, 'xai-methods')).toEqual({ status: 'done', error: null, shownError: null });
    const element = page.locator('xai-methods');
    expect(await element.locator('[data-method] .name').allTextContents()).toEqual(['Saliency', 'Grad-CAM']);
    for (const method of ['grad-cam', 'saliency'])
      await matchesGolden(await tile(page, method), goldenFile(`methods-${method}`));
    const largest = await element.evaluate(({ result }: XaiMethods) =>
      Math.max(...result!.find(({ method }) => method === 'grad-cam')!.result!.attribution.values.data),
    );
    expect(await factsOf(element, 'grad-cam').innerText()).toMatch(
      new RegExp(`\\d ms[^]*0 to ${formatNumber(largest)}, logit[^]*Forward passes: `),
    );
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('body').evaluate((body) => body.style.setProperty('background', '#1b1b1f'));
    expect(await axe(page, { within: 'xai-methods' })).toEqual([]);
    const events = (await takeEvents()).filter(({ name }) => name !== 'xai-progress');
    expect(events.map(({ name }) => name)).toEqual(['xai-result']);
    await observed.expectQuiet();
  });

  it('lets a method be chosen by keyboard', async () => {
    const { page, takeEvents } = await openElements(
      browser,
      '<xai-methods no-drop methods="grad-cam,saliency"></xai-methods>',
    );
    await settled(page, 'xai-methods');
    await takeEvents();
    expect(await tabOrder(page)).toEqual([
      { name: 'button[tile]', isVisible: true },
      { name: 'button[tile]', isVisible: true },
      { name: 'summary', isVisible: true },
    ]);
    const element = page.locator('xai-methods');
    const recipe = (): Promise<string> => element.evaluate((self: XaiMethods) => self.recipe!.method);
    expect(await recipe()).toBe('grad-cam');
    await element.locator('[data-method=saliency]').press('Enter');
    expect(await takeEvents()).toEqual([{ name: 'xai-select', id: '', detail: { method: 'saliency' } }]);
    expect(await element.locator('[aria-pressed=true]').getAttribute('data-method')).toBe('saliency');
    expect(await element.getAttribute('selected')).toBe('saliency');
    expect(await recipe()).toBe('saliency');
    // One scale for all maps is drawn, not computed.
    const before = [await tile(page, 'grad-cam'), await tile(page, 'saliency')];
    await element.evaluate((self: XaiMethods) => (self.range = '0,1'));
    await eventually(async () => before[0]!.equals(await tile(page, 'grad-cam'))).toBe(false);
    await eventually(async () => before[1]!.equals(await tile(page, 'saliency'))).toBe(false);
    expect(await takeEvents()).toEqual([]);
  });

  it('begins with all methods of the network, keeps those that are done, and adds what is missing', async () => {
    const { page, takeEvents } = await openElements(browser, '<xai-methods samples="5000"></xai-methods>');
    const element = page.locator('xai-methods');
    await element.locator('[data-method]').first().waitFor();
    const shown = await element
      .locator('[data-method]')
      .evaluateAll((tiles) => tiles.map((each) => each.dataset['method']));
    expect(shown).toEqual(catalog.flatMap(({ id, hasTarget }) => (hasTarget ? [id] : [])));
    await eventually(() =>
      element.evaluate(({ tiles }: XaiMethods) => tiles.filter(({ outcome }) => outcome).length),
    ).toBeGreaterThan(2);
    expect(await axe(page)).toEqual([]);
    expect(await element.locator('[part=status]').innerText()).toMatch(/\d+ of 19 methods/);
    await element.locator('[part=cancel]').press('Enter');
    await eventually(() => element.evaluate(({ status }: XaiMethods) => status)).toBe('idle');
    const kept = await element.evaluate(({ tiles }: XaiMethods) => tiles.map(({ method }) => method));
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.length).toBeLessThan(19);
    await takeEvents();
    const asked = [...kept.slice(0, 2), 'input-x-gradient'];
    await element.evaluate((self: XaiMethods, methods) => (self.methods = methods), asked.join());
    await settled(page, 'xai-methods');
    const methods = (await takeEvents()).flatMap(({ name, detail }) =>
      name === 'xai-progress' ? [(detail as { method: string }).method] : [],
    );
    expect(methods.filter((method) => kept.slice(0, 2).includes(method))).toEqual([]);
  });

  it('says in its tile why a method has no map, and above all what is wrong with all', async () => {
    const { page } = await openElements(
      browser,
      `<xai-methods id="one" model="/files/net.onnx" preset="raw01" labels="a" methods="saliency,occlusion" window="4"></xai-methods>
       <xai-methods id="all" src="/files/absent.png" methods="saliency,grad-cam,hires-cam"></xai-methods>
       <xai-methods id="unknown" methods="salience"></xai-methods>`,
      { mounts },
    );
    expect(await settled(page, '#one')).toMatchObject({ status: 'done', error: null });
    expect(await factsOf(page.locator('#one'), 'saliency').locator('[part=tile-error]').innerText()).toMatch(
      /No gradient passes/,
    );
    expect(await page.locator('#one [part=tile-error]').count()).toBe(1);
    expect(await settled(page, '#all')).toMatchObject({ error: { code: 'input-invalid' } });
    expect(await settled(page, '#unknown')).toMatchObject({
      error: { message: expect.stringMatching(/'saliency'\?/) },
    });
    expect(await axe(page)).toEqual([]);
  });
});
