/** How long the page is held up while the worker computes: every task of the renderer's main thread, by the browser's trace. */
import type { Browser, Page } from 'playwright-core';
import { settled } from '../../../packages/web-components/test/helpers/elements-page.js';
import type { XaiHeatmap } from '../../../packages/web-components/src/index.js';
import type { Site } from './site.js';
import { defined, withSite } from './site.js';
import { tasksOf } from './trace.js';
import type { Task } from './trace.js';

export interface MainThread {
  readonly what: string;
  /** Tasks of at least a millisecond. */
  readonly count: number;
  /** From begin to end. */
  readonly longest: Task;
  /** The one that computed most. */
  readonly busiest: Task;
}

const methods: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['grad-cam', {}],
  ['saliency', {}],
  ['smoothgrad', { samples: 4 }],
  ['occlusion', { window: 56, stride: 56 }],
  ['activations', {}],
];

export async function mainThreadOf(site: Site): Promise<MainThread[]> {
  return withSite(site, '', async ({ browser, server }) => {
    const page = await browser.newPage();
    const results: MainThread[] = [];
    const record = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      const tasks = await traced(browser, page, work);
      const most = (size: 'wall' | 'cpu'): Task => tasks.reduce((a, b) => (b[size] > a[size] ? b : a));
      const count = tasks.filter(({ wall }) => wall >= 1).length;
      results.push({ what, count, longest: most('wall'), busiest: most('cpu') });
    };
    await record('opening the page, until its first map (Grad-CAM)', async () => {
      await page.goto(`${server.origin}/`);
      await settled(page);
    });
    await defined(page);
    const element = page.locator('xai-heatmap');
    await element.evaluate((self: XaiHeatmap) => {
      self.manual = true;
    });
    for (const [method, options] of methods) {
      await record(method, () =>
        element.evaluate(
          async (self: XaiHeatmap, asked) => {
            Object.assign(self, asked);
            await self.explain();
            await self.updateComplete;
            await new Promise((resolve) => {
              requestAnimationFrame(() => setTimeout(resolve, 50));
            });
          },
          { method, options },
        ),
      );
    }
    await record('15 changes of the opacity', () =>
      element.evaluate(async (self: XaiHeatmap) => {
        for (let i = 1; i <= 15; i++) {
          self.opacity = i / 16;
          await new Promise((resolve) => {
            requestAnimationFrame(() => setTimeout(resolve, 0));
          });
        }
      }),
    );
    return results;
  });
}

async function traced(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<Task[]> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'blink'],
  });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  return tasksOf(JSON.parse(trace.toString()) as Parameters<typeof tasksOf>[0]);
}
