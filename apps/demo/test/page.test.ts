import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from '../../../tools/browser/axe.js';
import { describeInBrowser } from '../../../tools/browser/browser-test.js';
import { strictCsp } from '../../../tools/browser/content-policy.js';
import { buildDemo } from '../../../tools/demo/build-demo.js';

const sampleNet = fileURLToPath(new URL('../../../packages/sample-net/', import.meta.url));

describeInBrowser('the demo', ({ open, serve }) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pellucid-demo-'));
    await buildDemo(folder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** In a folder below the root, as it may be hosted anywhere. */
  const visit = async (hash = '', width = 1280) => {
    const server = await serve({ mounts: { '/some/folder/': folder }, csp: strictCsp });
    const opened = await open(`${server.origin}/some/folder/${hash}`, { viewport: { width, height: 900 } });
    return { server, ...opened };
  };

  it('explains the bundled net, and whatever is chosen then', async () => {
    const { page, observed, server } = await visit();
    expect(await titleOf(page, 'Grad-CAM')).toBe('cat');
    await page.getByText('Runs on onnxruntime-web').waitFor();

    await page.getByLabel('Explained by').selectOption({ label: 'Occlusion sensitivity' });
    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('Window pixels').fill('64');
    await page.getByLabel('Window pixels').press('Enter');
    await page.getByLabel('What is explained').selectOption({ label: 'another class' });
    await page.getByLabel('Class', { exact: true }).fill('dog');
    await page.getByLabel('Class', { exact: true }).press('Enter');
    expect(await titleOf(page, 'Occlusion')).toBe('dog');
    expect(new URL(page.url()).hash).toBe('#explain?method=occlusion&target=dog&window=64');
    expect(await page.locator('pre').allInnerTexts()).toEqual([
      '<script type="module" src="pellucid/pellucid.js"></script>\n<xai-heatmap method="occlusion" target="dog" window="64"></xai-heatmap>',
      'npx xai explain --method occlusion --target dog --window 64',
    ]);

    for (let step = 0; step < 3; step++) await page.goBack();
    expect(await titleOf(page, 'Grad-CAM')).toBe('cat');
    expect(await page.getByLabel('Explained by').inputValue()).toBe('grad-cam');
    expect(server.requests.filter(({ path }) => !path.startsWith('/some/folder/'))).toEqual([]);
    // What is no longer wanted is not downloaded to its end.
    await observed.expectQuiet([/ERR_ABORTED/]);
  });

  it('repaints when the opacity moves, and computes nothing', async () => {
    const { page } = await visit();
    await titleOf(page, 'Grad-CAM');
    await page.evaluate(() => {
      addEventListener('xai-result', () => (document.body.dataset['computed'] = 'yes'));
    });
    const before = await page.locator('xai-heatmap').screenshot();
    await page.getByLabel('Opacity').fill('0.2');
    expect(before.equals(await page.locator('xai-heatmap').screenshot())).toBe(false);
    expect(await page.locator('body').getAttribute('data-computed')).toBeNull();
    expect(page.url()).toContain('opacity=0.2');
  });

  it("takes the visitor's files, and offers their preprocessing", async () => {
    const { page, observed } = await visit('#explain?net=own&file=mine.onnx');
    await page.getByText("This address was made with the network 'mine.onnx'").waitFor();
    const chooser = page.getByLabel('Choose files');
    await chooser.setInputFiles([join(sampleNet, 'sample-net.onnx'), join(sampleNet, 'labels.json')]);
    expect(await titleOf(page, 'Grad-CAM')).toBe('cat');
    await page.getByText('sample-net.onnx and 1 file beside it').waitFor();
    await page.getByLabel('Preprocessing').selectOption('imagenet');
    await page.waitForFunction(() => location.hash.includes('preset=imagenet'));
    expect(await page.locator('pre').first().innerText()).toContain('model="sample-net.onnx" preset="imagenet"');
    await chooser.setInputFiles([join(sampleNet, 'README.md')]);
    await page.getByText('a model.json with its weights, but got README.md').waitFor();
    await observed.expectQuiet();
  });

  it('opens a method of the gallery', async () => {
    const { page } = await visit('#methods');
    await page.locator('xai-methods [data-method="saliency"]').click();
    expect(await titleOf(page, 'Saliency')).toBe('cat');
    expect(new URL(page.url()).hash).toBe('#explain?method=saliency');
  });

  it.each([1280, 390])('can be used by everybody in all views, %i pixels wide', async (width) => {
    const { page, observed } = await visit('', width);
    if (width < 960) await page.getByText('Settings', { exact: true }).click();
    for (const view of ['Explain', 'Methods', 'Compare', 'Activations', 'Camera']) {
      await page.getByRole('link', { name: view }).click();
      await page.locator('nav a[aria-current]', { hasText: view }).waitFor();
      if (view !== 'Camera') await settled(page);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    }
    await observed.expectQuiet();
  });

  it('says in words that there is no camera', async () => {
    const { page } = await visit('#camera');
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await page.getByText('No camera was found on this device.').waitFor();
  });
});

/** Waits for an explanation by a method, and gives what is explained. */
async function titleOf(page: Page, method: string): Promise<string> {
  await page.locator('xai-heatmap .subtitle').filter({ hasText: method }).first().waitFor();
  await settled(page);
  return page.locator('xai-heatmap .title').innerText();
}

async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<HTMLElement & { status?: string }>('.stage > *')?.status === 'done',
  );
}
