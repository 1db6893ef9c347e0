import { formatNumber } from '@pellucid/core';
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { axe } from '../../../../tools/browser/axe.js';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { matchesGolden } from '../../../../tools/browser/golden.js';
import type { XaiActivations } from '../../src/index.js';
import { goldenFile, pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { focused, tabOrder } from '../helpers/focus.js';

/** A picture, once it is painted. */
async function painted(canvas: Locator): Promise<Buffer> {
  await eventually(() => canvas.evaluate((element: HTMLCanvasElement) => element.width)).toBeGreaterThan(1);
  return pngOf(canvas);
}

describeInBrowser('xai-activations', (browser) => {
  it('shows the channels of a layer, the strongest first', async () => {
    const { page, observed, takeEvents } = await openElements(browser, '<xai-activations count="6"></xai-activations>');
    expect(await settled(page, 'xai-activations')).toEqual({ status: 'done', error: null, shownError: null });
    const element = page.locator('xai-activations');
    const { peaks, area } = await element.evaluate(({ result }: XaiActivations) => {
      const { data, shape } = result!.attribution.values;
      const size = shape[2]! * shape[3]!;
      const largest = Array.from({ length: shape[1]! }, (_, channel) =>
        Math.max(...data.subarray(channel * size, (channel + 1) * size)),
      );
      return { peaks: largest, area: size };
    });
    expect(area).toBe(16 * 16);
    const strongest = peaks.map((_, channel) => channel).sort((a, b) => peaks[b]! - peaks[a]!);
    const shown = await element
      .locator('[data-channel]')
      .evaluateAll((tiles) => tiles.map((each) => Number(each.dataset['channel'])));
    expect(shown).toEqual(strongest.slice(0, 6));
    const [first = 0] = shown;
    await matchesGolden(
      await painted(element.locator(`[data-channel="${first}"] canvas`)),
      goldenFile('activations-tile'),
    );
    await matchesGolden(await painted(element.locator('[part=map] canvas')), goldenFile('activations-map'));
    expect(await element.locator(`[data-channel="${first}"]`).innerText()).toMatch(
      new RegExp(`Channel\\s+${first}\\s+peak ${formatNumber(peaks[first]!)}$`),
    );
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('body').evaluate((body) => body.style.setProperty('background', '#1b1b1f'));
    expect(await axe(page, { within: 'xai-activations' })).toEqual([]);
    const events = (await takeEvents()).filter(({ name }) => name !== 'xai-progress');
    expect(events.map(({ name }) => name)).toEqual(['xai-result']);
    await observed.expectQuiet();
  });

  it('lets layers and channels be chosen by keyboard', async () => {
    const { page, takeEvents } = await openElements(browser, '<xai-activations no-drop count="2"></xai-activations>');
    await settled(page, 'xai-activations');
    await takeEvents();
    const element = page.locator('xai-activations');
    const order = await tabOrder(page);
    expect(order.every(({ isVisible }) => isVisible)).toBe(true);
    expect(order.map(({ name }) => name)).toEqual([
      'select[layer]',
      'input[scaling]',
      'button[tile]',
      'div[map]',
      'button[copy]',
      'button[tile]',
      'button[more]',
      'summary',
    ]);
    const second = element.locator('[data-channel]').nth(1);
    const channel = Number(await second.getAttribute('data-channel'));
    await second.press('Enter');
    const layer = '/Relu_9_output_0';
    expect(await takeEvents()).toEqual([{ name: 'xai-select', id: '', detail: { layer, channel } }]);
    expect(await element.locator('[part=target]').innerText()).toBe(`layer:${layer}[${channel}]`);
    // Values of the chosen channel.
    await element.locator('[part=map]').focus();
    await page.keyboard.press('Home');
    const peak = await element.evaluate(({ result }: XaiActivations, at) => {
      const { data, shape } = result!.attribution.values;
      const size = shape[2]! * shape[3]!;
      return Math.max(...data.subarray(at * size, (at + 1) * size));
    }, channel);
    expect(await element.locator('[part=value]').innerText()).toContain(formatNumber(peak));
    // Scales are drawn, not computed.
    const tile = element.locator('[data-channel]').nth(1).locator('canvas');
    const before = await painted(tile);
    await element.locator('[part=scaling]').press('Space');
    await eventually(async () => before.equals(await pngOf(tile))).toBe(false);
    expect(await takeEvents()).toEqual([]);
    await element.locator('[part=more]').press('Enter');
    await eventually(() => element.locator('[data-channel]').count()).toBe(38);
    expect((await focused(page)).name).toBe('button[tile]');
    await element.locator('[part=layer]').focus();
    await page.keyboard.press('ArrowUp');
    await settled(page, 'xai-activations');
    await eventually(() => element.evaluate(({ result }: XaiActivations) => result!.attribution.layer!.name)).not.toBe(
      layer,
    );
    expect(await element.getAttribute('layer')).not.toBe(layer);
  });

  it('shows vectors as bars, with the names of classes', async () => {
    const { page } = await openElements(browser, '<xai-activations layer="logits"></xai-activations>');
    expect(await settled(page, 'xai-activations')).toMatchObject({ status: 'done', error: null });
    const bars = page.locator('xai-activations [data-channel]');
    expect(await bars.count()).toBe(13);
    expect(await bars.first().innerText()).toMatch(/0 cat\s+4\.\d+$/);
    expect(await axe(page)).toEqual([]);
  });

  it('says what is wrong', async () => {
    const { page } = await openElements(
      browser,
      `<xai-activations id="layer" layer="nowhere"></xai-activations>
       <xai-activations id="model" model="/absent.onnx"></xai-activations>
       <xai-activations id="scaling" scaling="none"></xai-activations>`,
    );
    expect(await settled(page, '#layer')).toMatchObject({
      error: { message: expect.stringMatching(/no layer 'nowhere'/) },
    });
    expect(await settled(page, '#model')).toMatchObject({ error: { code: 'model-invalid' } });
    expect(await settled(page, '#scaling')).toMatchObject({
      status: 'done',
      error: null,
      shownError: expect.stringMatching(/scaling is one of shared, per-map, but got 'none'/),
    });
    expect(await axe(page)).toEqual([]);
  });
});
