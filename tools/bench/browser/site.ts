/** Pages that are measured: the bundle for plain pages, served as from a folder. */
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { pageOf } from '../../../packages/web-components/test/helpers/elements-page.js';
import { strictCsp } from '../../browser/content-policy.js';
import type { LaunchOptions } from '../../browser/launch.js';
import { withBrowser } from '../../browser/launch.js';
import type { Server } from '../../browser/serve.js';
import { serve } from '../../browser/serve.js';
import type { Pair } from '../../parity/pairs.js';
import { sampleNet } from '../../parity/pairs.js';

const labels = fileURLToPath(new URL('../../../../shared/assets/labels', import.meta.url));

export interface Site {
  readonly name: string;
  readonly pair: Pair;
  /** All WebAssembly: there is no graphics card to be measured. */
  readonly backend: 'ort' | 'tfjs';
  /** Folder of the bundle. */
  readonly bundle: string;
}

export interface Opened {
  readonly browser: Browser;
  readonly server: Server;
  readonly html: string;
}

/** @param attributes beside those that name network and runtime */
export async function withSite<T>(
  { pair, backend, bundle }: Site,
  attributes: string,
  use: (opened: Opened) => Promise<T>,
  options: LaunchOptions = {},
): Promise<T> {
  const file = fileURLToPath(backend === 'ort' ? pair.onnx : new URL('model.json', pair.tfjs));
  const picture = fileURLToPath(pair.pictures[0]!);
  // With preset and labels nothing is looked for beside the model.
  const own = `model="/net/${basename(file)}" src="/pictures/${basename(picture)}" preset="${pair.preset ?? ''}" labels="/labels/imagenet1000_wnid_labels.txt"`;
  const html = pageOf(
    `<xai-heatmap backend="${backend}" engine="wasm" ${pair === sampleNet ? '' : own} ${attributes}></xai-heatmap>`,
  );
  const server = await serve({
    csp: strictCsp,
    cached: true,
    mounts: { '/pellucid/': bundle, '/net/': dirname(file), '/pictures/': dirname(picture), '/labels/': labels },
    pages: { '/': html },
  });
  try {
    return await withBrowser((browser) => use({ browser, server, html }), options);
  } finally {
    await server.close();
  }
}

/** Waits for the element's class, so that its methods can be called. */
export async function defined(page: Page): Promise<void> {
  await page.waitForFunction(() => customElements.get('xai-heatmap'));
}
