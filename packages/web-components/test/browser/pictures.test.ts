import { readFile } from 'node:fs/promises';
import { readNpy, writeNpy } from '@pellucid/core';
import type { XaiError } from '@pellucid/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import type { XaiHeatmap } from '../../src/index.js';
import { pngOf } from '../helpers/canvas.js';
import { openElements, settled } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { folderWith } from '../helpers/files.js';
import { sampleNet } from '../helpers/sample-net.js';

const photo = 'photo-cat-chelsea-cc0.png';
const png = await readFile(sampleNet(photo));
/** Exact input of the sample net: a gray picture. */
const gray = writeNpy(new Float32Array(3 * 128 * 128).fill(0.25), [1, 3, 128, 128]);
const files = await folderWith({ 'photo.png': png, 'gray.npy': gray });
const mounts = { '/files/': files };

interface Outcome {
  readonly map: Buffer;
  readonly input: string;
  readonly size: readonly (number | null)[];
}

/** What an element shows once it is done. */
async function outcome(page: Page, selector = 'xai-heatmap'): Promise<Outcome> {
  expect(await settled(page, selector)).toEqual({ status: 'done', error: null, shownError: null });
  const { file, width, height } = await page.locator(selector).evaluate(({ recipe }: XaiHeatmap) => recipe!.input);
  return { map: await pngOf(page.locator(`${selector} [part=map] canvas`)), input: file, size: [width, height] };
}

describeInBrowser('pictures of elements', (browser) => {
  it('come from an address, from the slot and from properties, and give the same map', async () => {
    const { page, observed } = await openElements(
      browser,
      `<xai-heatmap id="bundled"></xai-heatmap>
       <xai-heatmap id="url" src="/files/photo.png"></xai-heatmap>
       <xai-heatmap id="img"><img src="/files/photo.png" alt=""></xai-heatmap>
       <xai-heatmap id="property"></xai-heatmap>
       <xai-heatmap id="canvas" manual><canvas></canvas></xai-heatmap>`,
      { mounts },
    );
    const { map, size } = await outcome(page, '#bundled');
    expect(await outcome(page, '#url')).toEqual({ map, size, input: 'photo.png' });
    expect(await outcome(page, '#img')).toEqual({ map, size, input: 'photo.png' });
    await outcome(page, '#property');
    await page.locator('#canvas').evaluate(async (self: XaiHeatmap) => {
      const bitmap = await createImageBitmap(await (await fetch('/files/photo.png')).blob());
      const canvas = self.querySelector('canvas')!;
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
      await self.explain();
    });
    expect(await outcome(page, '#canvas')).toEqual({ map, size, input: '<canvas>' });
    const inputs: Record<string, string> = {};
    for (const kind of ['blob', 'bitmap', 'data', 'canvas', 'img'] as const) {
      await page.locator('#property').evaluate(async (self: XaiHeatmap, wanted) => {
        const canvas = document.querySelector('canvas')!;
        const blob = await (await fetch('/files/photo.png')).blob();
        self.source = {
          blob,
          bitmap: await createImageBitmap(blob),
          data: canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height),
          canvas,
          img: document.querySelector('img')!,
        }[wanted];
      }, kind);
      const { input, ...rest } = await outcome(page, '#property');
      expect({ kind, ...rest }).toEqual({ kind, map, size });
      inputs[kind] = input;
    }
    expect(inputs).toEqual({
      blob: 'picture',
      bitmap: 'ImageBitmap',
      data: 'ImageData',
      canvas: '<canvas>',
      img: 'photo.png',
    });
    await page.locator('#property').evaluate((self: XaiHeatmap) => (self.source = null));
    expect(await outcome(page, '#property')).toEqual({ map, size, input: photo });
    await observed.expectQuiet();
  });

  it('are exact inputs where they are .npy files', async () => {
    const { page } = await openElements(
      browser,
      '<xai-heatmap src="/files/gray.npy" method="saliency"></xai-heatmap>',
      {
        mounts,
      },
    );
    expect(await outcome(page)).toMatchObject({ input: 'gray.npy', size: [null, null] });
    const { shape, seen } = await page.locator('xai-heatmap').evaluate(({ result }: XaiHeatmap) => ({
      shape: result!.attribution.values.shape,
      seen: [...new Set(result!.seen!.data)].length,
    }));
    expect(shape).toEqual([1, 3, 128, 128]);
    // One gray, through the inverse of the preprocessing: one value for each channel.
    expect(seen).toBeLessThanOrEqual(3);
  });

  it('are those that the slot shows at the moment', async () => {
    const { page } = await openElements(browser, '<xai-heatmap><img src="/files/photo.png" alt=""></xai-heatmap>', {
      mounts,
    });
    const before = await outcome(page);
    const element = page.locator('xai-heatmap');
    // Another file in the same <img>, and then another element.
    await element.evaluate((self) =>
      self.querySelector('img')!.setAttribute('src', `/pellucid/sample-net/photo-cat-chelsea-cc0.png`),
    );
    await page.waitForFunction(
      (name) => document.querySelector<XaiHeatmap>('xai-heatmap')!.recipe!.input.file === name,
      photo,
    );
    expect((await outcome(page)).map).toEqual(before.map);
    await element.evaluate((self) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 128;
      canvas.getContext('2d')!.fillRect(0, 0, 64, 128);
      self.replaceChildren(canvas);
    });
    await page.waitForFunction(
      () => document.querySelector<XaiHeatmap>('xai-heatmap')!.recipe!.input.file === '<canvas>',
    );
    const { map, size } = await outcome(page);
    expect(size).toEqual([128, 128]);
    expect(map).not.toEqual(before.map);
    await element.evaluate((self) => self.replaceChildren());
    await page.waitForFunction(
      (name) => document.querySelector<XaiHeatmap>('xai-heatmap')!.recipe!.input.file === name,
      photo,
    );
  });

  it('are the current frame of a film', async () => {
    const { page } = await openElements(
      browser,
      '<xai-heatmap manual><video muted playsinline></video></xai-heatmap>',
      { mounts },
    );
    await page.waitForFunction(() => customElements.get('xai-heatmap'));
    const element = page.locator('xai-heatmap');
    const tooEarly = await element.evaluate((self: XaiHeatmap) =>
      self.explain().catch((error: unknown) => `${(error as XaiError).code}: ${(error as XaiError).message}`),
    );
    expect(tooEarly).toMatch(/^input-invalid: The <video> shows no frame yet/);
    // A film of one colour after the other, as a camera gives it.
    await element.evaluate(async (self) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 128;
      const context = canvas.getContext('2d')!;
      context.fillStyle = 'rgb(255 0 0)';
      const video = self.querySelector('video')!;
      video.srcObject = canvas.captureStream();
      context.fillRect(0, 0, 128, 128);
      await video.play();
      Object.assign(globalThis, { paint: context });
    });
    const colorSeen = async (): Promise<number[]> =>
      element.evaluate(async (self: XaiHeatmap) => [...(await self.explain()).seen!.data.slice(0, 3)]);
    const [red = 0, green = 255, blue = 255] = await colorSeen();
    expect([red > 200, green < 60, blue < 60]).toEqual([true, true, true]);
    expect(await outcome(page)).toMatchObject({ input: '<video>', size: [128, 128] });
    await page.evaluate(() => {
      const { paint } = globalThis as unknown as { paint: CanvasRenderingContext2D };
      paint.fillStyle = 'rgb(0 0 255)';
      paint.fillRect(0, 0, 128, 128);
    });
    await eventually(async () => (await colorSeen())[2]).toBeGreaterThan(200);
  });

  it('are dropped, pasted and picked', async () => {
    const { page, observed } = await openElements(browser, '<xai-heatmap></xai-heatmap>', { mounts });
    const before = await outcome(page);
    const element = page.locator('xai-heatmap');
    const give = (kind: 'drop' | 'paste' | 'dragover', name = ''): Promise<void> =>
      element.evaluate(
        async (self, given) => {
          const blob = await (await fetch(`/files/photo.png`)).blob();
          const transfer = new DataTransfer();
          transfer.items.add(new File([blob], given.name, { type: 'image/png' }));
          const init = { bubbles: true, cancelable: true, composed: true };
          const event =
            given.kind === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: transfer })
              : new DragEvent(given.kind, { ...init, dataTransfer: transfer });
          self.shadowRoot!.querySelector('canvas')!.dispatchEvent(event);
        },
        { kind, name },
      );
    await give('dragover');
    expect(await element.locator('.over').count()).toBe(1);
    await give('drop', 'dropped.png');
    expect(await element.locator('.over').count()).toBe(0);
    expect(await outcome(page)).toEqual({ ...before, input: 'dropped.png' });
    await give('paste', 'pasted.png');
    expect(await outcome(page)).toEqual({ ...before, input: 'pasted.png' });
    await element.locator('input[type=file]').setInputFiles({ name: 'picked.png', mimeType: 'image/png', buffer: png });
    expect(await outcome(page)).toEqual({ ...before, input: 'picked.png' });
    await element
      .locator('input[type=file]')
      .setInputFiles({ name: 'gray.npy', mimeType: '', buffer: Buffer.from(gray) });
    expect(await outcome(page)).toMatchObject({ input: 'gray.npy' });
    await element.evaluate((self: XaiHeatmap) => {
      self.noDrop = true;
    });
    await give('dragover');
    expect(await element.locator('.over').count()).toBe(0);
    await give('drop', 'refused.png');
    await give('paste', 'refused.png');
    expect(await outcome(page)).toMatchObject({ input: 'gray.npy' });
    expect(await element.locator('input[type=file]').count()).toBe(0);
    await observed.expectQuiet();
  });

  it('with their maps are given as files, with the values and the recipe', async () => {
    const { page } = await openElements(browser, '<xai-heatmap manual></xai-heatmap>');
    await page.waitForFunction(() => customElements.get('xai-heatmap'));
    const element = page.locator('xai-heatmap');
    const early = await element.evaluate(async (self: XaiHeatmap) => [
      self.recipe,
      await self.toBlob().catch((error: unknown) => (error as XaiError).code),
    ]);
    expect(early).toEqual([null, 'usage']);
    const given = await element.evaluate(async (self: XaiHeatmap) => {
      const result = await self.explain();
      const base64 = async (blob: Blob): Promise<string> => {
        let text = '';
        for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
        return btoa(text);
      };
      const blob = await self.toBlob();
      return {
        png: await base64(blob),
        jpeg: (await self.toBlob('image/jpeg')).type,
        type: blob.type,
        strange: await self.toBlob('image/strange').then(
          (other) => other.type,
          (error: unknown) => (error as XaiError).code,
        ),
        npy: await base64(new Blob([self.toNpy() as BlobPart])),
        values: [...result.attribution.values.data],
        recipe: JSON.stringify(self.recipe),
      };
    });
    const shown = await pngOf(element.locator('canvas'));
    expect(Buffer.from(given.png, 'base64').equals(shown)).toBe(true);
    expect([given.type, given.jpeg]).toEqual(['image/png', 'image/jpeg']);
    expect(given.strange).toBe('output');
    const npy = readNpy(Buffer.from(given.npy, 'base64'));
    expect(npy.shape).toEqual([128, 128]);
    expect([...npy.data]).toEqual(given.values);
    expect(JSON.parse(given.recipe)).toMatchObject({
      method: 'grad-cam',
      target: { label: 'cat', quantity: 'logit' },
      model: { file: 'sample-net.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      input: { file: photo, width: 451, height: 300, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      runtime: { name: 'onnxruntime-web', engine: 'wasm' },
      layer: { name: '/Relu_9_output_0' },
    });
  });
});
