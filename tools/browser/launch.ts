/** Starts a headless Chromium, and ends it whatever happens: a hung one ignores TERM, so it is killed after a while. */
import type { Browser, BrowserContext, LaunchOptions as PlaywrightLaunchOptions } from 'playwright-core';
import { chromium as playwright } from 'playwright-core';
import { findChromium, whyNoChromium } from './find-chromium.js';

export interface LaunchOptions {
  /** WebGPU on the processor (SwiftShader, which has no shader-f16), in pages and workers; without it there is no adapter. */
  readonly webgpu?: boolean;
  readonly args?: readonly string[];
  /** Milliseconds that closing may take before the process is killed; default 5000. */
  readonly grace?: number;
}

export interface LaunchedBrowser {
  readonly browser: Browser;
  /** The process's id, which leads a group of its own. */
  readonly pid: number;
  close(): Promise<void>;
}

/** Text without the hinting that the machine's settings choose. */
const commonArgs = ['--font-render-hinting=none'];
const webgpuArgs = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Fails with the reason where no Chromium is found. The caller closes it; {@link withBrowser} does that by itself. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const browser = await playwright.launch(await settingsOf(options));
  try {
    const pid = await processId(browser);
    return { browser, pid, close: () => closeOrKill(browser, pid, options.grace ?? 5000) };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Runs `use` with a browser that is closed after it, whether it fails or not. */
export async function withBrowser<T>(use: (browser: Browser) => Promise<T>, options: LaunchOptions = {}): Promise<T> {
  const { browser, close } = await launchBrowser(options);
  try {
    return await use(browser);
  } finally {
    await close();
  }
}

/**
 * The same with a profile in a folder, as visitors have one: what its pages got is kept on the disk, large files too. Other
 * contexts keep it in memory, and leave out what is over some megabytes.
 */
export async function withProfile<T>(
  folder: string,
  use: (context: BrowserContext) => Promise<T>,
  options: LaunchOptions = {},
): Promise<T> {
  const context = await playwright.launchPersistentContext(folder, await settingsOf(options));
  const browser = context.browser()!;
  const pid = await processId(browser);
  try {
    return await use(context);
  } finally {
    await closeOrKill(browser, pid, options.grace ?? 5000);
  }
}

async function settingsOf({ webgpu, args = [] }: LaunchOptions): Promise<PlaywrightLaunchOptions> {
  const found = await findChromium();
  if (!found) throw new Error(`A browser is needed: ${(await whyNoChromium()) ?? 'none was found'}.`);
  return {
    executablePath: found.path,
    env: found.env,
    headless: true,
    args: [...commonArgs, ...found.args, ...(webgpu ? webgpuArgs : []), ...args],
  };
}

/** Asked for while the browser still answers. */
async function processId(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.find(({ type }) => type === 'browser')!.id;
}

async function closeOrKill(browser: Browser, pid: number, grace: number): Promise<void> {
  const timer = setTimeout(() => {
    try {
      // The group: a renderer that hangs would outlive the browser.
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }, grace);
  try {
    await browser.close();
  } finally {
    clearTimeout(timer);
  }
}
