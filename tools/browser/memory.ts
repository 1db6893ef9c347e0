/** How much memory a page holds, after collecting garbage: for tests that repeat something and expect it to stay flat. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

export interface MemoryUse {
  /** Bytes of JavaScript objects of the main thread: no array buffers, no wasm memory, nothing of workers. */
  readonly heap: number;
  /** Dedicated workers that run, nested ones too. */
  readonly workers: number;
  /**
   * Bytes that belong to the renderer processes of the whole browser alone (RssAnon), with array buffers, wasm memories
   * and workers: one page at a time. Null where there is no /proc. `performance.measureUserAgentSpecificMemory` would
   * tell the page's own share, but a headless shell does not have it.
   */
  readonly renderers: number | null;
}

export async function memoryOf(page: Page): Promise<MemoryUse> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Performance.enable');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value;
    return { heap, workers: page.workers().length, renderers: await rendererBytes(page) };
  } finally {
    await session.detach();
  }
}

async function rendererBytes(page: Page): Promise<number | null> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const sizes = await Promise.all(
      processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => ownBytes(id)),
    );
    return sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : null;
  } finally {
    await session.detach();
  }
}

async function ownBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : 1024 * Number(kilobytes);
}
