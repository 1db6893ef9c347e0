import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { XaiHeatmap } from '@pellucid/web-components';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { bundledComponents } from '../../packages/web-components/test/helpers/bundled.js';
import { goldenFile, pngOf } from '../../packages/web-components/test/helpers/canvas.js';
import { settled } from '../../packages/web-components/test/helpers/elements-page.js';
import { describeInBrowser } from '../browser/browser-test.js';
import { contentPolicy, strictCsp } from '../browser/content-policy.js';
import { matchesGolden } from '../browser/golden.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const builds = await mkdtemp(join(tmpdir(), 'pellucid-examples-'));
afterAll(() => rm(builds, { recursive: true, force: true }));

/** Builds a page as its `npm run site` does, and gives the folder. In a process of its own: the tests set NODE_ENV. */
async function build(example: string): Promise<string> {
  const folder = join(builds, example);
  const { NODE_ENV: _, NODE_OPTIONS: __, ...env } = process.env;
  const script = ['--import', 'tsx', '--conditions=@pellucid/source', 'tools/examples/build-example.ts'];
  await run(process.execPath, [...script, example, folder], { cwd: root, env, timeout: 55_000 });
  return folder;
}

/** Waits for the first result, which has to be the map of the cat. */
async function expectCat(page: Page): Promise<void> {
  expect(await settled(page)).toEqual({ status: 'done', error: null, shownError: null });
  const heatmap = page.locator('xai-heatmap');
  expect(await heatmap.locator('[part=title]').textContent()).toBe('cat');
  await matchesGolden(await pngOf(heatmap.locator('canvas')), goldenFile('heatmap-grad-cam'));
}

describeInBrowser('examples', ({ open, serve }) => {
  it('html: works from a folder under the strict policy, and loads one runtime', async () => {
    const { origin, ...server } = await serve({
      csp: strictCsp,
      mounts: { '/': join(root, 'examples/html'), '/pellucid/': await bundledComponents() },
    });
    const { page, observed } = await open(`${origin}/`);
    await expectCat(page);
    await observed.expectQuiet();
    const paths = server.paths();
    expect(paths).toContain('/pellucid/ort-wasm-simd-threaded.wasm');
    expect(paths.filter((path) => path.includes('tfjs') || (path !== '/' && !path.startsWith('/pellucid/')))).toEqual(
      [],
    );
  });

  it.each(['vite', 'react', 'vue'])('%s: works as Vite builds it, with both runtimes', async (example) => {
    // Vite writes small files into the scripts, as data: addresses.
    const server = await serve({
      csp: contentPolicy({ 'connect-src': 'data:' }),
      mounts: { '/': await build(example) },
    });
    const { page, observed } = await open(`${server.origin}/`);
    await expectCat(page);
    await page.getByText('It sees: cat.').waitFor();
    expect(server.paths().filter((path) => path.includes('tfjs'))).toEqual([]);

    const heatmap = page.locator('xai-heatmap');
    if (example !== 'vite') {
      await page.locator('select').selectOption('saliency');
      await heatmap.locator('[part=subtitle]', { hasText: 'Saliency' }).first().waitFor();
    }
    const onTfjs = await heatmap.evaluate(async (element: XaiHeatmap) => {
      const done = new Promise((resolve) => element.addEventListener('xai-result', resolve, { once: true }));
      element.backend = 'tfjs';
      await done;
      const { title, recipe } = element.result!;
      return { title, runtime: recipe.runtime.name };
    });
    expect(onTfjs).toEqual({ title: 'cat', runtime: 'tfjs' });
    await observed.expectQuiet();
  });
});
