/** The memory of a page that goes on explaining, and of one that is done. */
import type { Page } from 'playwright-core';
import { memoryOf } from '../../browser/memory.js';
import type { MemoryUse } from '../../browser/memory.js';
import type { XaiHeatmap } from '../../../packages/web-components/src/index.js';
import type { Opened, Site } from './site.js';
import { defined, withSite } from './site.js';

interface MemorySample extends MemoryUse {
  readonly explanations: number;
}

export interface PageMemory {
  /** Before the first, after every twentieth. */
  readonly samples: readonly MemorySample[];
  /** Once the element was taken out of the page. */
  readonly after: MemoryUse;
  /** Bytes a further explanation costs, once caches and pools are full: the slope of a line through the samples of the second half. */
  readonly slope: { readonly heap: number; readonly renderers: number | null };
}

const every = 20;

/** Of different work, one after the other; every class is explained in turn. */
const jobs: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['grad-cam', {}],
  ['saliency', {}],
  ['occlusion', { window: 64, stride: 64 }],
  ['guided-backprop', {}],
];

/**
 * Pictures are drawn in the page: of files that are fetched, the debugger that measures here keeps a copy each time.
 */
export async function memoryOfPage(site: Site, count: number): Promise<PageMemory> {
  if (!(count >= 4 * every)) throw new Error(`At least ${4 * every} explanations tell growth from warming up.`);
  const measure = async ({ browser, server }: Opened): Promise<PageMemory> => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/`);
    await defined(page);
    const element = page.locator('xai-heatmap');
    const samples: MemorySample[] = [{ explanations: 0, ...(await withoutGarbage(page)) }];
    for (let i = 0; i < count; i++) {
      const [method, options] = jobs[i % jobs.length]!;
      await element.evaluate(explainNext, {
        method,
        options,
        target: String(Math.floor(i / jobs.length) % 10),
        hue: 7 * i,
      });
      if ((i + 1) % every === 0) samples.push({ explanations: i + 1, ...(await withoutGarbage(page)) });
    }
    await element.evaluate((self) => self.remove());
    const ended = Date.now() + 10_000;
    while (page.workers().length > 0 && Date.now() < ended) await page.waitForTimeout(50);
    // The allocator hands the memory of an ended worker back to the system every few seconds.
    await page.waitForTimeout(10_000);
    const later = samples.filter(({ explanations }) => explanations >= count / 2);
    const slope = (of: 'heap' | 'renderers'): number | null =>
      later.some((sample) => sample[of] === null)
        ? null
        : slopeOf(later.map((sample) => [sample.explanations, sample[of]!]));
    return {
      samples,
      after: await withoutGarbage(page),
      slope: { heap: slope('heap')!, renderers: slope('renderers') },
    };
  };
  return withSite(site, 'manual', measure, { args: ['--js-flags=--expose-gc'] });
}

/** Explains a picture that was not there before. */
async function explainNext(
  element: XaiHeatmap,
  { hue, ...settings }: Readonly<Record<string, unknown>>,
): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 200;
  const context = canvas.getContext('2d')!;
  for (let i = 0; i < 8; i++) {
    context.fillStyle = `hsl(${Number(hue) + 45 * i} 80% 50%)`;
    context.fillRect(20 * i, (37 * Number(hue) + 50 * i) % 150, 60, 60);
  }
  Object.assign(element, settings, { source: canvas });
  await element.explain();
  await element.updateComplete;
}

/** The page's garbage is collected by the measurement, the worker's before it; some is let go in a second round only. */
async function withoutGarbage(page: Page): Promise<MemoryUse> {
  for (let round = 0; round < 2; round++) {
    for (const worker of page.workers())
      await worker.evaluate(async () => {
        (globalThis as unknown as { gc(): void }).gc();
        await new Promise((resolve) => setTimeout(resolve, 50));
      });
    await memoryOf(page);
  }
  return memoryOf(page);
}

/** Of the line with the least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  const below = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  return above / below;
}
