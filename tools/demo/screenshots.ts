/**
 * Pictures of the demo for the README and the docs: `npx tsx --conditions=@pellucid/source tools/demo/screenshots.ts [names]`
 * writes docs/images/demo-*.png. Names of some pictures make these alone.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { withBrowser } from '../browser/launch.js';
import { serve } from '../browser/serve.js';
import { buildDemo } from './build-demo.js';

interface Shot {
  readonly name: string;
  /** The part of the address behind `#`. */
  readonly state: string;
  readonly width: number;
  readonly height: number;
}

const images = fileURLToPath(new URL('../../docs/images', import.meta.url));
const shots: readonly Shot[] = [
  { name: 'demo-explain-1280', state: 'explain', width: 1280, height: 900 },
  { name: 'demo-explain-390', state: 'explain', width: 390, height: 844 },
  { name: 'demo-methods-1280', state: 'methods', width: 1280, height: 900 },
  { name: 'demo-compare-1280', state: 'compare', width: 1280, height: 900 },
  { name: 'demo-activations-390', state: 'activations', width: 390, height: 844 },
];

const asked = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'pellucid-demo-'));
try {
  await buildDemo(folder);
  const server = await serve({ mounts: { '/': folder } });
  try {
    await withBrowser(async (browser) => {
      for (const shot of shots.filter(({ name }) => asked.length === 0 || asked.includes(name)))
        await take(browser, server.origin, shot);
    });
  } finally {
    await server.close();
  }
} finally {
  await rm(folder, { recursive: true });
}

async function take(browser: Browser, origin: string, { name, state, width, height }: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: width < 600 ? 2 : 1,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/#${state}`);
    await settled(page);
    await hideTimes(page);
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    const { size } = await sharp(png)
      .png({ palette: true, colours: 256, compressionLevel: 9, effort: 10 })
      .toFile(join(images, `${name}.png`));
    console.log(`${name}.png: ${Math.round(size / 1000)} kB`);
  } finally {
    await context.close();
  }
}

/** Until the element on show is done, and what was found in the network is on the page. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const element = document.querySelector<HTMLElement & { status: string }>('.stage > *');
    return element?.status === 'done' && document.querySelector('details.facts') !== null;
  });
  await page.waitForTimeout(300);
}

/** How long each method took is another number every time. */
async function hideTimes(page: Page): Promise<void> {
  const times = page.locator('xai-methods .facts > span').filter({ hasText: /^\s*[\d.]+ m?s\s*$/ });
  await times.evaluateAll((spans) => {
    for (const span of spans as HTMLElement[]) span.style.display = 'none';
  });
}
