/**
 * The bundled net and photo in Chromium and in Node: the same .npy input gives the same map. `npm run browser-parity` tries
 * all methods, engines and inputs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledComponents } from '../../packages/web-components/test/helpers/bundled.js';
import { describeInBrowser } from '../browser/browser-test.js';
import { sampleNet } from '../parity/pairs.js';
import { compareInPage, decisive } from './compare-in-page.js';
import { nameOf, pageEngines } from './page-engines.js';
import { judge, quantitiesOf } from './quantity.js';
import { openReferences } from './references.js';
import { siteOf } from './site.js';

const methods = ['grad-cam', 'score-cam', 'saliency', 'integrated-gradients', 'guided-backprop', 'occlusion'];

describeInBrowser('the same map in Chromium and in Node', ({ open, serve }) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pellucid-parity-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(pageEngines.filter(({ engine }) => engine === 'wasm').map((engine) => [nameOf(engine), engine] as const))(
    '%s',
    async (_, engine) => {
      const references = await openReferences(sampleNet, engine.backend, folder, { count: 2, most: 2 });
      const server = await serve(siteOf(sampleNet, engine, await bundledComponents(), folder));
      const { page, observed } = await open(`${server.origin}/`);
      await page.waitForFunction(() => customElements.get('xai-heatmap'));
      const verdicts: Record<string, string> = {};
      for (const quantity of quantitiesOf(references.model, methods)) {
        const { verdict, reason } = decisive(await compareInPage(page, quantity, engine, references));
        verdicts[quantity.name] = `${verdict} ${reason}`.trim();
      }
      expect(verdicts).toEqual(Object.fromEntries(['logits', ...methods].map((name) => [name, 'right'])));
      await observed.expectQuiet();
      await references.model.dispose();
    },
  );

  test('another input is another map', async () => {
    const [engine] = pageEngines;
    const references = await openReferences(sampleNet, 'ort', folder, { count: 2, most: 20 });
    const server = await serve(siteOf(sampleNet, engine!, await bundledComponents(), folder));
    const { page } = await open(`${server.origin}/`);
    await page.waitForFunction(() => customElements.get('xai-heatmap'));
    const [, gradCam] = quantitiesOf(references.model, ['grad-cam']);
    // The page is given the faintest copy of the photo, Node the photo.
    const swapped = { ...references, count: 1, fileOf: () => references.fileOf(19) };
    const { trials } = await compareInPage(page, gradCam!, engine!, swapped);
    expect(trials).toMatchObject([{ verdict: 'wrong' }]);
    await references.model.dispose();
  });
});

test('what is allowed', async () => {
  const [wasm, webgpu] = [
    { backend: 'ort', engine: 'wasm' },
    { backend: 'ort', engine: 'webgpu' },
  ] as const;
  const folder = await mkdtemp(join(tmpdir(), 'pellucid-parity-'));
  const { model } = await openReferences(sampleNet, 'ort', folder, { count: 2, most: 1 });
  await rm(folder, { recursive: true });
  const all = quantitiesOf(model);
  const kinds = (kind: string): string[] => all.filter((each) => each.kind === kind).map(({ name }) => name);
  expect(kinds('gradient')).toEqual([
    'saliency',
    'input-x-gradient',
    'integrated-gradients',
    'smoothgrad',
    'guided-backprop',
    'guided-grad-cam',
    'deconvnet',
  ]);
  expect(kinds('values')).toHaveLength(all.length - 7);
  const [logits] = all;
  const saliency = all.find(({ name }) => name === 'saliency')!;
  expect([1e-5, 1.1e-5, NaN].map((error) => judge(logits!, wasm, error, 1))).toEqual(['right', 'wrong', 'wrong']);
  expect([1e-4, 1.1e-4].map((error) => judge(saliency, wasm, error, 1e-6))).toEqual(['right', 'wrong']);
  expect([1e-3, 1.1e-3].map((error) => judge(saliency, webgpu, error, 1e-6))).toEqual(['right', 'wrong']);
  expect(judge(saliency, wasm, 2.9e-4, 1e-4)).toBe('right');
  expect(judge(saliency, wasm, 1e-6, 2e-3)).toBe('unknown');
  await model.dispose();
});
