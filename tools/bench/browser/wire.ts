/** What a page asks for until its first heat map. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from '../../../packages/web-components/scripts/sizes.js';
import { sizeOf, sumOf } from '../../../packages/web-components/scripts/sizes.js';
import { settled } from '../../../packages/web-components/test/helpers/elements-page.js';
import type { XaiHeatmap } from '../../../packages/web-components/src/index.js';
import type { Site } from './site.js';
import { withSite } from './site.js';

/** Every file in the order of its request, and their sum. By the server's record; compressed here, as hosts do. */
export async function wireOf(site: Site): Promise<Size[]> {
  return withSite(site, '', async ({ browser, server, html }) => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/`);
    const { status, error } = await settled(page);
    if (status !== 'done') throw new Error(`${site.name} shows no map: ${error?.message ?? status}`);
    const asked = [...server.requests];
    await page.locator('xai-heatmap').evaluate(async (element: XaiHeatmap) => {
      element.manual = true;
      element.method = 'saliency';
      await element.explain();
    });
    const later = server.requests.slice(asked.length).map(({ path }) => path);
    if (later.length > 0) throw new Error(`Another method asked for more: ${later.join(', ')}`);
    const sizes: Size[] = [];
    for (const { path, status: answer } of asked) {
      if (answer !== 200) throw new Error(`${path} was answered with ${answer}.`);
      const file = path.replace('/pellucid/', '');
      const bytes = path === '/' ? Buffer.from(html) : await readFile(join(site.bundle, file));
      // A chunk's name ends in a hash of its content.
      sizes.push(sizeOf(file.replace(/-[\w-]{8}\.js$/, '.js'), bytes));
    }
    return [...sizes, sumOf('all', sizes)];
  });
}
