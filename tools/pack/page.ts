import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { XaiHeatmap } from '@pellucid/web-components';
import type { Browser } from 'playwright-core';
import { createServer } from 'vite';
import { contentPolicy } from '../browser/content-policy.js';
import { whyNoChromium } from '../browser/find-chromium.js';
import { withBrowser } from '../browser/launch.js';
import { observe } from '../browser/observe.js';
import { serve } from '../browser/serve.js';
import { root } from './packages.js';
import { run } from './run.js';

const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>A page</title><script type="module" src="/main.ts"></script></head>
  <body>
    <xai-heatmap></xai-heatmap>
    <xai-heatmap backend="tfjs"></xai-heatmap>
  </body>
</html>
`;

/**
 * Uses the components as pages with Vite do, without any settings of it: in a folder that has the packages from their
 * tarballs, built and from the development server, with both runtimes. Gives what the elements show.
 */
export async function explainInPages(folder: string): Promise<string> {
  const reason = await whyNoChromium();
  if (reason !== null) return `nothing (skipped: ${reason})`;
  writeFileSync(join(folder, 'index.html'), html);
  writeFileSync(join(folder, 'main.ts'), "import '@pellucid/web-components/define';\n");
  run(process.execPath, [`${root}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'error'], folder);
  // Vite writes small files into the scripts, as data: addresses.
  const csp = contentPolicy({ 'connect-src': 'data:' });
  const built = await serve({ csp, mounts: { '/': join(folder, 'dist') } });
  const development = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false },
  });
  try {
    await development.listen();
    return await withBrowser(async (browser) => {
      const shown = await shownAt(browser, `${built.origin}/`);
      const inDevelopment = await shownAt(browser, development.resolvedUrls!.local[0]!);
      return `built: ${shown}; in development: ${inDevelopment}`;
    });
  } finally {
    await built.close();
    await development.close();
  }
}

async function shownAt(browser: Browser, address: string): Promise<string> {
  const page = await browser.newPage();
  try {
    const observed = await observe(page);
    await page.goto(address);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('xai-heatmap')].every(({ status }) => status === 'done' || status === 'error'),
    );
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll('xai-heatmap')].map(
        ({ result, error }: XaiHeatmap) => error?.message ?? `${result!.title} by ${result!.recipe.runtime.name}`,
      ),
    );
    await observed.expectQuiet();
    const expected = ['cat by onnxruntime-web', 'cat by tfjs'];
    if (shown.join() !== expected.join())
      throw new Error(`Expected ${expected.join(', ')}, but got ${shown.join(', ')}.`);
    return shown.join(', ');
  } finally {
    await page.close();
  }
}
