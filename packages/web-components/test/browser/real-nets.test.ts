import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe } from '../../../../tools/browser/axe.js';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import type { XaiHeatmap } from '../../src/index.js';
import { pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';

const assets = fileURLToPath(new URL('../../../../../shared/assets/', import.meta.url));
const isThere = existsSync(assets);
const labels = 'labels/imagenet1000_wnid_labels.txt';
/** With the probabilities that the command line in Node finds for the two photos. Browsers decode JPEG a little differently. */
const nets = [
  ['mobilenet_v2_fp32_from_quant.onnx', 'imagenet', 0.632, 0.9997],
  ['squeezenet1.1_fp32_from_fp16.onnx', 'imagenet-bgr', 0.965, 0.975],
] as const;
const retriever = 'n02099601_golden_retriever';
const siamese = 'n02123597_Siamese_cat';

interface Dropped {
  /** As the visitor's disk calls it. */
  readonly name: string;
  /** Where its content is, or the content itself. */
  readonly url?: string;
  readonly text?: string;
  readonly type?: string;
}

/** Drops files on the element, as a visitor does. */
async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  await page.locator('xai-heatmap').evaluate(async (element, given) => {
    const dataTransfer = new DataTransfer();
    for (const { name, url, text, type = '' } of given) {
      const content = url === undefined ? text! : await (await fetch(url)).blob();
      dataTransfer.items.add(new File([content], name, { type }));
    }
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true });
    element.shadowRoot!.querySelector('[part=map]')!.dispatchEvent(event);
  }, files);
}

/** The class that the element shows first, and the recipe. */
async function outcome(page: Page) {
  expect(await settled(page)).toEqual({ status: 'done', error: null, shownError: null });
  const { result, recipe } = await page
    .locator('xai-heatmap')
    .evaluate(({ result: own }: XaiHeatmap) => ({ result: own!.top!, recipe: own!.recipe }));
  const [best] = result.classes;
  return { index: best!.index, label: best!.label, score: best!.score, quantity: result.quantity, recipe };
}

/** For whoever wants to see the maps: they show photos that are not ours to keep. */
async function keepForLooking(name: string, png: Buffer): Promise<void> {
  const folder = process.env['KEEP_MAPS'];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), png);
}

describe.skipIf(!isThere)(`networks of full size${isThere ? '' : ' (skipped: ../shared/assets is absent)'}`, () => {
  describeInBrowser('that a visitor drops', (browser) => {
    it.each(nets)('%s, its preprocessing by the attribute preset', async (model, preset, probability) => {
      const { page, observed } = await openElements(
        browser,
        `<xai-heatmap manual preset="${preset}" labels="/assets/${labels}"></xai-heatmap>`,
        { mounts: { '/assets/': assets } },
      );
      await page.waitForFunction(() => customElements.get('xai-heatmap'));
      await drop(page, [{ name: model, url: `/assets/onnx/${model}` }]);
      await page.locator('xai-heatmap').evaluate((self: XaiHeatmap, src) => {
        self.src = src;
        void self.explain().catch(() => undefined);
      }, `/assets/images/imagenet/${retriever}.JPEG`);
      const { index, score, quantity, label, recipe } = await outcome(page);
      expect([index, label, quantity]).toEqual([207, 'golden retriever', 'probability']);
      expect(Math.abs(score - probability)).toBeLessThan(0.01);
      expect(recipe.model.file).toBe(model);
      await keepForLooking(`${model}-${retriever}`, await pngOf(page.locator('xai-heatmap canvas')));
      expect(await axe(page)).toEqual([]);
      await observed.expectQuiet();
    });

    it.each(nets)('%s, with a sidecar, names and the photo dropped together', async (model, preset, _, probability) => {
      const { page, observed } = await openElements(browser, '<xai-heatmap></xai-heatmap>', {
        mounts: { '/assets/': assets },
      });
      await settled(page);
      await drop(page, [
        { name: 'photo.jpg', url: `/assets/images/imagenet/${siamese}.JPEG`, type: 'image/jpeg' },
        { name: model, url: `/assets/onnx/${model}` },
        { name: model.replace('.onnx', '.xai.json'), text: JSON.stringify({ preset }), type: 'application/json' },
        { name: 'labels.txt', url: `/assets/${labels}`, type: 'text/plain' },
      ]);
      await page.waitForFunction(
        (name) => {
          const { status, recipe, error } = document.querySelector<XaiHeatmap>('xai-heatmap')!;
          return (status === 'done' && recipe!.model.file === name) || error;
        },
        model,
        { timeout: 50_000 },
      );
      const { index, score, label, recipe } = await outcome(page);
      expect([index, label]).toEqual([284, 'Siamese cat, Siamese']);
      expect(Math.abs(score - probability)).toBeLessThan(0.01);
      expect(recipe.input).toMatchObject({ file: 'photo.jpg', width: expect.any(Number) });
      expect(recipe.preprocessing!.warnings).toEqual([]);
      await keepForLooking(`${model}-${siamese}`, await pngOf(page.locator('xai-heatmap canvas')));
      await observed.expectQuiet();
    });
  });
});
