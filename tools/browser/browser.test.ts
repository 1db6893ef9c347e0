import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { axe } from './axe.js';
import { describeInBrowser } from './browser-test.js';
import { contentPolicy, strictCsp } from './content-policy.js';
import { matchesGolden } from './golden.js';
import { launchBrowser } from './launch.js';
import { memoryOf } from './memory.js';

const folder = await mkdtemp(join(tmpdir(), 'pellucid-browser-'));
afterAll(() => rm(folder, { recursive: true }));

/** An empty module: the magic number and the version. */
const emptyWasm = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const html = (body: string, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}</head><body><main><h1>A page</h1>${body}</main></body></html>`;
await writeFile(join(folder, 'empty.wasm'), emptyWasm);
await writeFile(join(folder, 'net.onnx'), 'x'.repeat(1000));
await writeFile(
  join(folder, 'page.js'),
  `const tried = (use) => { try { return use(); } catch (error) { return error.name; } };
   globalThis.seen = {
     evaluated: tried(() => eval('1')),
     wasm: (await WebAssembly.instantiateStreaming(fetch('/lib/empty.wasm'))).module.toString(),
   };`,
);
await writeFile(
  join(folder, 'worker.js'),
  `const bytes = new Uint8Array(new WebAssembly.Memory({ initial: 1600 }).buffer).fill(1);
   self.onmessage = async () => {
     const adapter = await navigator.gpu?.requestAdapter();
     const device = await adapter?.requestDevice();
     postMessage({ bytes: bytes.length, device: device !== undefined });
   };`,
);

describeInBrowser(
  'a browser',
  ({ open, serve }) => {
    const strict = { mounts: { '/lib/': folder }, csp: strictCsp, isolated: true };
    const script = '<script type="module" src="/lib/page.js"></script>';

    it('runs an isolated page under the strict policy: wasm, and no eval, which is reported', async () => {
      const { origin, requests, paths, gzipBytes } = await serve({ ...strict, pages: { '/': html('', script) } });
      const { page, observed } = await open(`${origin}/`);
      await page.waitForFunction(() => 'seen' in globalThis);
      expect(await page.evaluate(() => (globalThis as unknown as { seen: unknown }).seen)).toEqual({
        evaluated: 'EvalError',
        wasm: '[object WebAssembly.Module]',
      });
      expect(await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([true, 'function']);
      await expect(observed.expectQuiet()).rejects.toThrow(/blocked by script-src: eval \(http.*page\.js:\d+\)/);
      await observed.expectQuiet([/eval/i]);
      expect(paths()).toEqual(['/', '/lib/empty.wasm', '/lib/page.js']);
      expect(requests.at(-1)).toEqual({ method: 'GET', path: '/lib/empty.wasm', query: '', status: 200, bytes: 8 });
      expect(await gzipBytes('/lib/net.onnx')).toBeLessThan(100);
      expect(requests).toHaveLength(3);
    });

    it('is neither isolated nor strict by itself', async () => {
      const { origin } = await serve({ mounts: { '/lib/': folder }, pages: { '/': html('', script) } });
      const { page, observed } = await open(`${origin}/`);
      await page.waitForFunction(() => 'seen' in globalThis);
      expect(await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([false, 'undefined']);
      await observed.expectQuiet();
    });

    it('sees what goes wrong', async () => {
      const { origin } = await serve({ ...strict, pages: { '/': html('<img src="data:," alt="">') } });
      const { page, observed } = await open(`${origin}/`);
      await page.evaluate(async () => {
        await fetch('/absent.onnx');
        console.error('planted');
        setTimeout(() => {
          throw new Error('uncaught');
        });
      });
      await expect.poll(() => observed.pageErrors).toHaveLength(1);
      expect(observed.failedRequests).toContain(`${origin}/absent.onnx: status 404`);
      expect(observed.cspViolations).toMatchObject([{ directive: 'img-src', blocked: 'data' }]);
      await expect(observed.expectQuiet()).rejects.toThrow(/console: planted[^]*uncaught: Error: uncaught/);
      await observed.forget();
      await observed.expectQuiet();
    });

    it('says which types files have, and what lies outside a folder is not there', async () => {
      const { origin } = await serve(strict);
      const typeOf = async (path: string) => (await fetch(origin + path)).headers.get('content-type');
      expect(await Promise.all(['empty.wasm', 'page.js', 'net.onnx'].map((name) => typeOf(`/lib/${name}`)))).toEqual([
        'application/wasm',
        'text/javascript',
        'application/octet-stream',
      ]);
      expect((await fetch(`${origin}/lib/%2e%2e%2f${folder.split('/').at(-1)}%2fpage.js`)).status).toBe(404);
      expect((await fetch(`${origin}/page.js`)).status).toBe(404);
    });

    it('takes a script of another origin only where both sides allow it', async () => {
      const cdn = await serve({ mounts: { '/': folder }, shared: true });
      const closed = await serve({ mounts: { '/': folder } });
      const csp = contentPolicy({ 'script-src': `${cdn.origin} ${closed.origin}` });
      const { origin } = await serve({ csp, isolated: true, pages: { '/': html('') } });
      const { page, observed } = await open(`${origin}/`);
      const loaded = (from: string) =>
        page.evaluate(
          (src) =>
            new Promise<boolean>((done) => {
              const script = Object.assign(document.createElement('script'), { type: 'module', src });
              script.onload = () => done(true);
              script.onerror = () => done(false);
              document.head.append(script);
            }),
          `${from}/worker.js`,
        );
      expect(await loaded(cdn.origin)).toBe(true);
      expect(await loaded(closed.origin)).toBe(false);
      expect(observed.cspViolations).toEqual([]);
      expect(cdn.paths()).toEqual(['/worker.js']);
    });

    it('gives WebGPU to a page and a worker, and counts what a worker holds', async () => {
      const { origin } = await serve({ ...strict, pages: { '/': html('') } });
      const { page, observed } = await open(`${origin}/`);
      expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.architecture)).toBe(
        'swiftshader',
      );
      const before = await memoryOf(page);
      const answer = await page.evaluate(
        () =>
          new Promise((done) => {
            const worker = new Worker('/lib/worker.js');
            worker.onmessage = (event) => done(event.data);
            worker.postMessage(null);
            Object.assign(globalThis, { worker });
          }),
      );
      expect(answer).toEqual({ bytes: 1600 * 65536, device: true });
      const during = await memoryOf(page);
      expect([before.workers, during.workers]).toEqual([0, 1]);
      expect(during.heap).toBeGreaterThan(0);
      if (before.renderers !== null) expect(during.renderers! - before.renderers).toBeGreaterThan(100e6);
      await page.evaluate(() => (globalThis as unknown as { worker: Worker }).worker.terminate());
      await expect.poll(async () => (await memoryOf(page)).workers).toBe(0);
      await observed.expectQuiet();
    });

    it('sees a task that holds the main thread', async () => {
      const { origin } = await serve({ ...strict, pages: { '/': html('') } });
      const { page, observed } = await open(`${origin}/`);
      await observed.forget();
      expect(await observed.worstTask()).toBe(0);
      await page.evaluate(() => {
        setTimeout(() => {
          const end = performance.now() + 150;
          while (performance.now() < end);
          Object.assign(globalThis, { held: true });
        });
      });
      await page.waitForFunction(() => 'held' in globalThis);
      await expect.poll(() => observed.worstTask()).toBeGreaterThanOrEqual(150);
    });

    it('finds what axe objects to, under the strict policy, in shadow roots too', async () => {
      const { origin } = await serve({ ...strict, pages: { '/': html('<div id="host"></div>') } });
      const { page, observed } = await open(`${origin}/`);
      expect(await axe(page)).toEqual([]);
      await page.evaluate(() => {
        const root = document.querySelector('#host')!.attachShadow({ mode: 'open' });
        root.append(document.createElement('button'));
      });
      expect(await axe(page)).toEqual([expect.stringMatching(/^button-name \(critical\): #host >>> button: .*title/)]);
      expect(await axe(page, { without: ['button-name'] })).toEqual([]);
      expect(await axe(page, { within: 'h1' })).toEqual([]);
      await observed.expectQuiet();
    });

    it('kills a browser that does not close', async () => {
      const { pid, close } = await launchBrowser({ grace: 100 });
      process.kill(pid, 'SIGSTOP');
      await close();
      await expect.poll(() => isRunning(pid)).toBe(false);
    });
  },
  { webgpu: true },
);

describe('CHROMIUM_PATH', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  it.each([
    ['/absent/chromium', 'ENOENT'],
    [process.execPath, "it calls itself 'v"],
  ])('is an error where it names no Chromium: %s', async (path, why) => {
    vi.stubEnv('CHROMIUM_PATH', path);
    vi.resetModules();
    const { findChromium } = await import('./find-chromium.js');
    await expect(findChromium()).rejects.toThrow(`CHROMIUM_PATH is ${path}, which does not run`);
    await expect(findChromium()).rejects.toThrow(why);
  });
});

describe('a golden picture', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const picture = (red: number, width = 8) =>
    sharp({ create: { width, height: 8, channels: 3, background: { r: red, g: 0, b: 0 } } })
      .png()
      .toBuffer();
  const file = join(folder, 'goldens/red.png');

  it('is a failure where it is missing, is written on demand, and then compared', async () => {
    vi.stubEnv('UPDATE_GOLDENS', '');
    await expect(matchesGolden(await picture(200), file)).rejects.toThrow(/There is no golden .*UPDATE_GOLDENS=1/);
    vi.stubEnv('UPDATE_GOLDENS', '1');
    await matchesGolden(await picture(200), file);
    vi.stubEnv('UPDATE_GOLDENS', '');
    await matchesGolden(await picture(200), file);
    await matchesGolden(await picture(202), file);
    await matchesGolden(await picture(20), file, { maxDifferent: 64 });
    const failed = await matchesGolden(await picture(20), file).catch((error: unknown) => String(error));
    expect(failed).toMatch(/red\.png: 64 of 64 pixels differ \(0 may\)/);
    const [actual, diff] = failed!.match(/\S+\.(actual|diff)\.png/g)!;
    expect(await readFile(actual)).toEqual(await picture(20));
    expect((await sharp(diff).stats()).channels[0]!.mean).toBe(255);
    await expect(matchesGolden(await picture(200, 9), file)).rejects.toThrow('is 8 x 8, and the picture 9 x 8');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
