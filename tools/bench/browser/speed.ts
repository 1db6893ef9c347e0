/** How long it takes until there is a map, and until it is painted in other colours. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLogits, scoreOutput } from '@pellucid/core';
import type { Page } from 'playwright-core';
import type { XaiHeatmap } from '../../../packages/web-components/src/index.js';
import { withProfile } from '../../browser/launch.js';
import { networkFor } from '../../parity/pairs.js';
import { nodeEngines } from '../../browser-parity/page-engines.js';
import type { Site } from './site.js';
import { withSite } from './site.js';

/** Milliseconds; medians. */
export interface Speed {
  /** One forward pass in the page's worker: the unit of all others. */
  readonly forward: number;
  /** From the navigation until the map is on the screen, with nothing in the browser's cache. */
  readonly cold: number;
  /** The same on a second visit: all files are in the cache on the disk. */
  readonly warm: number;
  /** Of the warm one: reading the network and making the runtime ready, in the worker. */
  readonly loading: number;
  /** Another explanation of the same page, from `explain()` to the frame that shows it. */
  readonly again: number;
  /** From a change of the opacity to the frame that shows it; and its part on the main thread. */
  readonly repaint: number;
  readonly painting: number;
}

interface FirstMap {
  readonly shown: number;
  readonly loading: number;
}

const visits = 3;
const repeats = 15;

export async function speedOf(site: Site): Promise<Speed> {
  const logits = await logitsOf(site);
  return withSite(site, '', async ({ browser, server }) => {
    const cold: FirstMap[] = [];
    const warm: FirstMap[] = [];
    for (let visit = 0; visit < visits; visit++) {
      const profile = await mkdtemp(join(tmpdir(), 'pellucid-profile-'));
      await withProfile(profile, async (context) => {
        cold.push(await firstMap(await context.newPage(), server.origin));
        const asked = server.requests.length;
        warm.push(await firstMap(await context.newPage(), server.origin));
        const again = server.requests.slice(asked).map(({ path }) => path);
        if (again.length > 0) throw new Error(`The cache did not have ${again.join(', ')}.`);
      });
      await rm(profile, { recursive: true, force: true });
    }
    const page = await browser.newPage();
    await firstMap(page, server.origin);
    const element = page.locator('xai-heatmap');
    const again: number[] = [];
    const painted: Painted[] = [];
    for (let i = 0; i < repeats; i++) again.push(await element.evaluate(explainAgain));
    for (let i = 0; i < repeats; i++) painted.push(await element.evaluate(repaint, (i + 1) / (repeats + 1)));
    const forwards: number[] = [];
    for (let i = 0; i < repeats; i++) forwards.push(await element.evaluate(forward, logits));
    return {
      forward: median(forwards),
      cold: median(cold.map(({ shown }) => shown)),
      warm: median(warm.map(({ shown }) => shown)),
      loading: median(warm.map(({ loading }) => loading)),
      again: median(again),
      repaint: median(painted.map(({ frame }) => frame)),
      painting: median(painted.map(({ script }) => script)),
    };
  });
}

/** Name of the layer before the softmax, as a page is told it. */
async function logitsOf({ pair, backend }: Site): Promise<string> {
  const engine = nodeEngines[backend];
  const model = await engine.open(networkFor(pair, engine));
  const { logits } = findLogits(model, scoreOutput(model).name);
  await model.dispose();
  return logits;
}

async function firstMap(page: Page, origin: string): Promise<FirstMap> {
  await page.addInitScript(watchFirstMap);
  await page.goto(`${origin}/`);
  const handle = await page.waitForFunction(
    () => (globalThis as unknown as { firstMap?: FirstMap & { error?: string } }).firstMap,
    null,
    { timeout: 120_000 },
  );
  const { shown, loading, error } = (await handle.jsonValue()) as FirstMap & { error?: string };
  if (error !== undefined) throw new Error(`There is no map: ${error}`);
  return { shown, loading };
}

/** Runs in the page, as all below. A message that is sent when a frame begins is heard once it is painted. */
function watchFirstMap(): void {
  addEventListener('xai-error', (event) => {
    Object.assign(globalThis, { firstMap: { error: (event as CustomEvent<Error>).detail.message } });
  });
  addEventListener('xai-result', (event) => {
    const { recipe } = (event as CustomEvent<{ recipe: { timings: Record<string, number> } }>).detail;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        Object.assign(globalThis, { firstMap: { shown: performance.now(), loading: recipe.timings['load'] } });
      };
      port2.postMessage(null);
    });
  });
}

async function explainAgain(element: XaiHeatmap): Promise<number> {
  const start = performance.now();
  await element.explain();
  await element.updateComplete;
  await new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  });
  return performance.now() - start;
}

interface Painted {
  readonly script: number;
  readonly frame: number;
}

async function repaint(element: XaiHeatmap, opacity: number): Promise<Painted> {
  const start = performance.now();
  element.opacity = opacity;
  await element.updateComplete;
  const script = performance.now() - start;
  await new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  });
  return { script, frame: performance.now() - start };
}

async function forward(element: XaiHeatmap, layer: string): Promise<number> {
  element.manual = true;
  Object.assign(element, { method: 'activations', layer });
  const { recipe } = await element.explain();
  return recipe.timings['explain']!;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
