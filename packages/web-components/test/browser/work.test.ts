import { readFile } from 'node:fs/promises';
import type { XaiError } from '@pellucid/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { memoryOf } from '../../../../tools/browser/memory.js';
import type { XaiHeatmap } from '../../src/index.js';
import { pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { folderWith } from '../helpers/files.js';
import { endless } from '../helpers/networks.js';
import { sampleNet } from '../helpers/sample-net.js';

const files = await folderWith({ 'net.onnx': await readFile(sampleNet('sample-net.onnx')), 'endless.onnx': endless() });
const mounts = { '/files/': files };
/** Takes minutes. */
const slow = 'method="occlusion" window="16" stride="1"';

const statusOf = (page: Page, selector: string): Promise<string> =>
  page.locator(selector).evaluate(({ status }: XaiHeatmap) => status);

/** Until the map is repainted by work under way. */
async function waitForPartial(page: Page, selector = 'xai-heatmap'): Promise<void> {
  await page.waitForFunction((css) => {
    const { partial, error } = document.querySelector<XaiHeatmap>(css)!;
    return partial ?? error;
  }, selector);
  expect(await page.locator(selector).evaluate(({ error }: XaiHeatmap) => error?.message ?? null)).toBe(null);
}

describeInBrowser('the work of elements', (browser) => {
  it('is cancelled within the worker, which goes on with the next', async () => {
    const { page, takeEvents, server } = await openElements(browser, `<xai-heatmap manual ${slow}></xai-heatmap>`);
    const element = page.locator('xai-heatmap');
    await page.waitForFunction(() => customElements.get('xai-heatmap'));
    const code = element.evaluate((self: XaiHeatmap) =>
      self.explain().then(
        () => 'none',
        (error: unknown) => (error as XaiError).code,
      ),
    );
    await waitForPartial(page);
    const [worker] = page.workers();
    await element.evaluate((self: XaiHeatmap) => self.cancel());
    expect(await code).toBe('aborted');
    expect(
      await element.evaluate(({ status, progress, partial, error, result }: XaiHeatmap) => [
        status,
        progress,
        partial,
        error,
        result,
      ]),
    ).toEqual(['idle', null, null, null, null]);
    await takeEvents();
    const title = await element.evaluate(async (self: XaiHeatmap) => {
      self.method = 'grad-cam';
      return (await self.explain()).title;
    });
    expect(title).toBe('cat');
    expect((await takeEvents()).map(({ name }) => name)).toEqual(['xai-result']);
    expect(page.workers()).toEqual([worker]);
    expect(server.requests.filter(({ path }) => path.endsWith('.onnx'))).toHaveLength(1);
  });

  it('of a worker that hears nothing is ended with it, and what others asked for is done by a new one', async () => {
    const hanging = 'model="/files/endless.onnx" preset="raw01" labels="some" method="saliency"';
    const { page, takeEvents, server } = await openElements(
      browser,
      `<xai-heatmap id="a" ${hanging}></xai-heatmap>
       <xai-heatmap id="b"></xai-heatmap>
       <xai-heatmap id="c" method="saliency"></xai-heatmap>`,
      { mounts },
    );
    await eventually(() => server.paths()).toContain('/pellucid/sample-net/photo-cat-chelsea-cc0.png');
    // Within one call of the runtime the worker answers nobody.
    const isBusy = (): Promise<boolean> =>
      Promise.race([
        page.workers()[0]!.evaluate(() => false),
        new Promise<boolean>((done) => setTimeout(() => done(true), 1000)),
      ]);
    await eventually(isBusy).toBe(true);
    expect(await takeEvents()).toEqual([]);
    const [worker] = page.workers();
    await page.locator('#a').evaluate((self: XaiHeatmap) => self.cancel());
    expect(await settled(page, '#b')).toMatchObject({ status: 'done' });
    expect(await settled(page, '#c')).toMatchObject({ status: 'done' });
    expect(await statusOf(page, '#a')).toBe('idle');
    expect((await takeEvents()).map(({ name, id }) => `${name} ${id}`)).toEqual(['xai-result b', 'xai-result c']);
    // It ends once the browser gets at it.
    await eventually(() => page.workers()).not.toContain(worker);
    expect(page.workers()).toHaveLength(1);
  });

  it('shares the network of elements that name the same model', async () => {
    const { page, server } = await openElements(
      browser,
      `<xai-heatmap id="a" model="/files/net.onnx" preset="raw255"></xai-heatmap>
       <xai-heatmap id="b" model="./files/net.onnx" preset="raw255" method="saliency" labels="cat, dog"></xai-heatmap>`,
      { mounts },
    );
    await settled(page, '#a');
    await settled(page, '#b');
    const loads = await page
      .locator('xai-heatmap')
      .evaluateAll((elements: XaiHeatmap[]) => elements.map(({ recipe }) => recipe!.timings['load']));
    expect(loads[0]).toBeGreaterThan(0);
    expect(loads[1]).toBe(loads[0]);
    expect(page.workers()).toHaveLength(1);
    const paths = server.requests.map(({ path }) => path);
    expect(paths.filter((path, i) => paths.indexOf(path) !== i)).toEqual([
      '/pellucid/sample-net/photo-cat-chelsea-cc0.png',
    ]);
  });

  it('frees what no element uses any more, and with the last element the worker', async () => {
    const { page, server, observed } = await openElements(
      browser,
      '<xai-heatmap id="a" model="/files/net.onnx" preset="raw255" labels="cat"></xai-heatmap><xai-heatmap id="b"></xai-heatmap>',
      { mounts },
    );
    await settled(page, '#a');
    await settled(page, '#b');
    const during = await memoryOf(page);
    expect(during.workers).toBe(1);
    const [worker] = page.workers();
    const downloads = (): number => server.requests.filter(({ path }) => path === '/files/net.onnx').length;
    await page.locator('#b').evaluate((self: XaiHeatmap) => document.querySelector('#a')!.replaceWith(self));
    await page.locator('main').evaluate((main) => {
      main.insertAdjacentHTML(
        'beforeend',
        '<xai-heatmap id="c" model="/files/net.onnx" preset="raw255" labels="cat"></xai-heatmap>',
      );
    });
    await settled(page, '#c');
    expect(downloads()).toBe(2);
    expect(page.workers()).toEqual([worker]);
    for (const id of ['#b', '#c']) await page.locator(id).evaluate((self) => self.remove());
    await eventually(async () => (await memoryOf(page)).workers).toBe(0);
    const after = await memoryOf(page);
    // The memory of WebAssembly and of two networks. Its size is not known where there is no /proc.
    if (during.renderers !== null) expect(during.renderers - after.renderers!).toBeGreaterThan(50e6);
    await observed.expectQuiet();
  });

  it('goes on while an element is moved, and begins again where it was taken out', async () => {
    const { page, takeEvents } = await openElements(browser, `<div></div><xai-heatmap ${slow}></xai-heatmap>`);
    const element = page.locator('xai-heatmap');
    await waitForPartial(page);
    const handle = await element.elementHandle();
    await handle.evaluate((self) => document.querySelector('div')!.append(self));
    await takeEvents();
    await eventually(async () => (await takeEvents()).map(({ name }) => name)).toContain('xai-progress');
    await handle.evaluate((self) => self.remove());
    await eventually(() => page.workers()).toHaveLength(0);
    expect(await handle.evaluate((self) => (self as XaiHeatmap).status)).toBe('idle');
    await handle.evaluate((self) => {
      self.setAttribute('stride', '16');
      document.querySelector('main')!.append(self);
    });
    expect(await settled(page)).toMatchObject({ status: 'done' });
    expect((await takeEvents()).filter(({ name }) => name !== 'xai-progress')).toHaveLength(1);
    // One that was done still shows its result when it comes back.
    await handle.evaluate((self) => self.remove());
    await eventually(() => page.workers()).toHaveLength(0);
    await handle.evaluate((self) => document.querySelector('main')!.append(self));
    expect(await settled(page)).toMatchObject({ status: 'done' });
    await handle.evaluate((self) => ((self as XaiHeatmap).method = 'grad-cam'));
    await settled(page);
    expect((await takeEvents()).map(({ name }) => name)).toEqual(['xai-result']);
  });

  it('is shown while it is under way', async () => {
    const { page } = await openElements(browser, `<xai-heatmap id="a" manual></xai-heatmap>`);
    const element = page.locator('xai-heatmap');
    const methods = [
      { method: 'occlusion', options: { window: 16, stride: 1 } },
      { method: 'smoothgrad', options: { samples: 100_000 } },
      { method: 'integrated-gradients', options: { steps: 5000 } },
    ];
    await page.waitForFunction(() => customElements.get('xai-heatmap'));
    for (const settings of methods) {
      await element.evaluate((self: XaiHeatmap, given) => {
        Object.assign(self, given);
        void self.explain().catch(() => undefined);
      }, settings);
      await waitForPartial(page);
      const before = await pngOf(element.locator('canvas'));
      await eventually(async () => before.equals(await pngOf(element.locator('canvas')))).toBe(false);
      expect(await statusOf(page, 'xai-heatmap')).toBe('computing');
    }
    expect(await element.locator('[part=status]').innerText()).toMatch(/^\d+ of \d+ /);
  });

  it('is not done for opacity and colours: they are drawn anew', async () => {
    const { page, takeEvents, server } = await openElements(browser, '<xai-heatmap></xai-heatmap>');
    await settled(page);
    const element = page.locator('xai-heatmap');
    const seen = [await pngOf(element.locator('canvas'))];
    await takeEvents();
    server.requests.length = 0;
    for (const [name, value] of [
      ['opacity', '1'],
      ['opacity', '0'],
      ['opacity', '0.5'],
      ['colormap', 'viridis'],
      ['range', '0,0.01'],
    ] as const) {
      await element.evaluate((self, [attribute, text]) => self.setAttribute(attribute, text), [name, value] as const);
      seen.push(await pngOf(element.locator('canvas')));
      expect(await statusOf(page, 'xai-heatmap')).toBe('done');
    }
    expect(new Set(seen.map((png) => png.toString('base64'))).size).toBe(seen.length);
    expect(await takeEvents()).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('is done anew when what it depends on changes, and the older run is cancelled', async () => {
    const { page, takeEvents } = await openElements(browser, `<xai-heatmap ${slow}></xai-heatmap>`);
    const element = page.locator('xai-heatmap');
    await waitForPartial(page);
    await element.evaluate((self) => self.setAttribute('method', 'saliency'));
    await settled(page);
    const facts = (): Promise<unknown> =>
      element.evaluate(({ recipe }: XaiHeatmap) => [recipe!.method, recipe!.target!.label, recipe!.input.file]);
    const photo = 'photo-cat-chelsea-cc0.png';
    expect(await facts()).toEqual(['saliency', 'cat', photo]);
    // Several changes at once are one explanation.
    await element.evaluate((self: XaiHeatmap) => {
      self.target = 'dog';
      self.method = 'guided-backprop';
      self.target = 'sea';
    });
    await settled(page);
    expect(await facts()).toEqual(['guided-backprop', 'sea', photo]);
    await element.evaluate((self: XaiHeatmap, src) => (self.src = src), `/pellucid/sample-net/${photo}?again`);
    await settled(page);
    expect((await takeEvents()).filter(({ name }) => name !== 'xai-progress').map(({ name }) => name)).toEqual([
      'xai-result',
      'xai-result',
      'xai-result',
    ]);
  });
});
