/**
 * `describe` for tests in a real browser: one Chromium for the block, closed after it; pages and servers closed after
 * each test. Where there is none, the block is skipped and its title says why.
 */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { Chromium } from './find-chromium.js';
import { findChromium, whyNoChromium } from './find-chromium.js';
import type { LaunchedBrowser, LaunchOptions } from './launch.js';
import { launchBrowser } from './launch.js';
import type { Observed } from './observe.js';
import { observe } from './observe.js';
import type { ServeOptions, Server } from './serve.js';
import { serve } from './serve.js';

export interface BrowserTest {
  /** A page in a browser context of its own, observed; 800 x 600 pixels, light, unless the options say otherwise. */
  open(url?: string, options?: BrowserContextOptions): Promise<{ readonly page: Page; readonly observed: Observed }>;
  serve(options: ServeOptions): Promise<Server>;
  /** Null only where the block is skipped. Pictures of text can be compared where it is `from` the package. */
  readonly chromium: Chromium | null;
}

const chromium = await findChromium();
const reason = await whyNoChromium();

/** `describeInBrowser('...', ({ open, serve }) => { it(...) }, { webgpu: true })` */
export function describeInBrowser(
  name: string,
  define: (context: BrowserTest) => void,
  options: LaunchOptions = {},
): void {
  describe.skipIf(chromium === null)(reason === null ? name : `${name} (skipped: ${reason})`, () => {
    let launched: LaunchedBrowser | null = null;
    const opened: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      launched = await launchBrowser(options);
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((close) => close()));
    });
    afterAll(async () => {
      await launched?.close();
    });

    define({
      chromium,
      open: async (url, contextOptions = {}) => {
        const context = await launched!.browser.newContext({
          viewport: { width: 800, height: 600 },
          colorScheme: 'light',
          ...contextOptions,
        });
        opened.push(() => context.close());
        const page = await context.newPage();
        const observed = await observe(page);
        if (url !== undefined) await page.goto(url);
        return { page, observed };
      },
      serve: async (serveOptions) => {
        const server = await serve(serveOptions);
        opened.push(() => server.close());
        return server;
      },
    });
  });
}
