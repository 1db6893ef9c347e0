import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { chromium } from 'playwright-core';
import sirv from 'sirv';
import { afterAll, expect, it } from 'vitest';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { contentPolicy, strictCsp } from '../../../../tools/browser/content-policy.js';
import { findChromium } from '../../../../tools/browser/find-chromium.js';
import type { XaiHeatmap } from '../../src/index.js';
import { bundledComponents } from '../helpers/bundled.js';
import { openElements, pageOf, settled } from '../helpers/elements-page.js';
import { eventually } from '../helpers/eventually.js';
import { folderWith } from '../helpers/files.js';
import { sampleNet } from '../helpers/sample-net.js';

const files = await folderWith({
  'net.onnx': await readFile(sampleNet('sample-net.onnx')),
  'photo.jpg': await readFile(sampleNet('photo-cat-chelsea-cc0.png')),
});
afterAll(async () => {
  if (onFour) await rm(await onFour, { recursive: true });
});

/** Without the parts of names that change with the content. */
const plain = (paths: readonly string[]): string[] => paths.map((path) => path.replace(/-[\w-]{8}\.js$/, '.js'));

describeInBrowser('a page without a bundler', (browser) => {
  it('asks for nothing but what one ONNX heat map needs, under the strict policy', async () => {
    // The two lines of the README.
    const html = `<!doctype html><meta charset="utf-8"><title>Two lines</title>
<script type="module" src="pellucid/pellucid.js"></script>
<xai-heatmap src="photo.jpg" model="net.onnx" method="grad-cam"></xai-heatmap>`;
    const { page, server, observed } = await openElements(browser, '', {
      pages: { '/': html },
      mounts: { '/': files },
    });
    expect(await settled(page)).toMatchObject({ status: 'done' });
    expect(plain(server.paths())).toMatchInlineSnapshot(`
      [
        "/",
        "/classes.txt",
        "/config.json",
        "/labels.json",
        "/labels.txt",
        "/metadata.json",
        "/net.onnx",
        "/net.xai.json",
        "/pellucid/chunks/backend-ort.js",
        "/pellucid/chunks/core-backend.js",
        "/pellucid/chunks/ort.wasm.min.js",
        "/pellucid/chunks/rolldown-runtime.js",
        "/pellucid/ort-wasm-simd-threaded.mjs",
        "/pellucid/ort-wasm-simd-threaded.wasm",
        "/pellucid/pellucid-worker.js",
        "/pellucid/pellucid.js",
        "/photo.jpg",
        "/preprocessor_config.json",
        "/synset.txt",
        "/xai.json",
      ]
    `);
    expect(new Set(server.requests.map(({ path }) => path)).size).toBe(server.requests.length);
    expect(await page.locator('xai-heatmap').evaluate(({ recipe }: XaiHeatmap) => recipe!.notes)).toEqual([]);
    await observed.expectQuiet([/status 404/]);
  });

  it('does not look for files beside a network of which all is told', async () => {
    const { page, server } = await openElements(
      browser,
      '<xai-heatmap model="/pellucid/sample-net/sample-net.onnx" preset="raw255" labels="cat"></xai-heatmap>',
    );
    await settled(page);
    expect(server.requests.filter(({ status }) => status !== 200)).toEqual([]);
    expect(server.paths()).not.toContain('/pellucid/sample-net/labels.json');
  });

  it('loads TensorFlow.js alone for a network of its own', async () => {
    const { page, server, observed } = await openElements(browser, '<xai-heatmap backend="tfjs"></xai-heatmap>');
    expect(await settled(page)).toMatchObject({ status: 'done' });
    expect(server.paths().filter((path) => /\/ort|backend-ort/.test(path))).toEqual([]);
    expect(server.paths()).toContain('/pellucid/tfjs-backend-wasm-simd.wasm');
    await observed.expectQuiet();
  });

  it.each([
    [true, 2],
    [false, 1],
  ])('computes with as many threads as it may (isolated: %s)', async (isolated, threads) => {
    const mounts = { '/pellucid/': await onFourCores() };
    const { page, observed } = await openElements(browser, '<xai-heatmap></xai-heatmap>', { isolated, mounts });
    expect(await settled(page)).toMatchObject({ status: 'done' });
    const runtime = await page.locator('xai-heatmap').evaluate(({ recipe }: XaiHeatmap) => recipe!.runtime);
    expect(runtime).toMatchObject({ engine: 'wasm', threads, fallbacks: [] });
    // The worker, and those of its threads.
    expect(page.workers()).toHaveLength(threads);
    await page.locator('xai-heatmap').evaluate((element) => element.remove());
    await eventually(() => page.workers()).toEqual([]);
    await observed.expectQuiet();
  });

  it.each([true, false])('takes the elements from a CDN (isolated: %s)', async (isolated) => {
    const cdn = await browser.serve({ mounts: { '/': await onFourCores() }, shared: true });
    const csp = contentPolicy({
      'script-src': cdn.origin,
      'connect-src': cdn.origin,
      'worker-src': 'blob:',
    });
    const { page, server, observed } = await openElements(browser, '', {
      csp,
      isolated,
      mounts: {},
      pages: { '/': pageOf('<xai-heatmap></xai-heatmap>', '', `${cdn.origin}/pellucid.js`) },
    });
    expect(await settled(page)).toMatchObject({ status: 'done', error: null });
    expect(server.paths()).toEqual(['/']);
    expect(plain(cdn.paths())).toContain('/ort-wasm-simd-threaded.wasm');
    await observed.expectQuiet();
  });

  it('says what a policy without blob: workers keeps from a CDN', async () => {
    const cdn = await browser.serve({ mounts: { '/': await bundledComponents() }, shared: true });
    const csp = contentPolicy({ 'script-src': cdn.origin, 'connect-src': cdn.origin });
    const { page } = await openElements(browser, '', {
      csp,
      pages: { '/': pageOf('<xai-heatmap></xai-heatmap>', '', `${cdn.origin}/pellucid.js`) },
    });
    expect(await settled(page)).toMatchObject({
      error: { code: 'runtime', message: expect.stringMatching(/worker-src/) },
    });
  });

  it('says where the worker of a CDN is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pellucid-cdn-'));
    await cp(join(await bundledComponents(), 'pellucid.js'), join(folder, 'pellucid.js'));
    const cdn = await browser.serve({ mounts: { '/': folder }, shared: true });
    const csp = contentPolicy({ 'script-src': cdn.origin, 'worker-src': 'blob:' });
    const pages = { '/': pageOf('<xai-heatmap></xai-heatmap>', '', `${cdn.origin}/pellucid.js`) };
    const { page } = await openElements(browser, '', { csp, pages });
    expect(await settled(page)).toMatchObject({
      error: {
        code: 'runtime',
        message: expect.stringMatching(/does not run: .*\/pellucid-worker\.js\. Look whether/),
      },
    });
    await rm(folder, { recursive: true });
  });

  it('works offline once its files are in the cache', async () => {
    const kept = await serveKept(pageOf('<xai-heatmap></xai-heatmap>'));
    // On the disk: a private window, which other tests have, keeps no file as large as the WebAssembly.
    const { context, close } = await launchWithCache();
    try {
      const page = await context.newPage();
      await page.goto(kept.address);
      expect(await settled(page)).toMatchObject({ status: 'done' });
      await page.close();
      await kept.close();
      const again = await context.newPage();
      await again.goto(kept.address);
      expect(await settled(again)).toMatchObject({ status: 'done', error: null });
    } finally {
      await close();
    }
  });
});

let onFour: Promise<string> | null = null;

/** The bundle, but its worker sees four cores. */
function onFourCores(): Promise<string> {
  return (onFour ??= makeOnFourCores());
}

async function makeOnFourCores(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pellucid-cores-'));
  await cp(await bundledComponents(), folder, { recursive: true });
  const worker = join(folder, 'pellucid-worker.js');
  const cores = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });";
  await writeFile(worker, `${cores}\n${await readFile(worker, 'utf8')}`);
  return folder;
}

/** A server whose answers may be kept, as those of static hosts may. */
async function serveKept(html: string): Promise<{ readonly address: string; close(): Promise<void> }> {
  const folder = await bundledComponents();
  const bundle = sirv(folder, { maxAge: 3600, dev: false });
  const server = createServer((request, response) => {
    response.setHeader('Content-Security-Policy', strictCsp);
    if (request.url === '/')
      response.writeHead(200, { 'Content-Type': 'text/html', 'Cache-Control': 'max-age=3600' }).end(html);
    else {
      request.url = request.url!.replace('/pellucid/', '/');
      bundle(request, response);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A Chromium that keeps what it has loaded in a folder, as an ordinary window does. */
async function launchWithCache(): Promise<{ readonly context: BrowserContext; close(): Promise<void> }> {
  const found = (await findChromium())!;
  const folder = await mkdtemp(join(tmpdir(), 'pellucid-cache-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: found.path,
    env: { ...found.env },
    args: [...found.args],
    headless: true,
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
