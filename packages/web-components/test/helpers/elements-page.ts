import type { BrowserContextOptions, Page } from 'playwright-core';
import type { ExplainElement } from '../../src/elements/explain-element.js';
import { strictCsp } from '../../../../tools/browser/content-policy.js';
import type { BrowserTest } from '../../../../tools/browser/browser-test.js';
import type { Observed } from '../../../../tools/browser/observe.js';
import type { ServeOptions, Server } from '../../../../tools/browser/serve.js';
import { bundledComponents } from './bundled.js';

/** An event of an element, as the page has seen it. */
interface SeenEvent {
  readonly name: string;
  readonly id: string;
  readonly detail: unknown;
}

/** How an element stands when it has come to rest. */
export interface Settled {
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What it shows as an error. */
  readonly shownError: string | null;
}

export interface ElementsPage {
  readonly page: Page;
  readonly observed: Observed;
  readonly server: Server;
  /** Waits until an element computes nothing, and has computed or failed. */
  settled(selector?: string): Promise<Settled>;
  /** All events of elements so far; emptied with it. */
  takeEvents(): Promise<SeenEvent[]>;
}

export interface ElementsOptions extends ServeOptions {
  readonly context?: BrowserContextOptions;
  readonly head?: string;
  /** Runs before the page's own scripts. */
  readonly before?: () => void;
}

interface WithEvents {
  pellucidEvents: SeenEvent[];
}

/** HTML of a whole page with the elements' script. */
export function pageOf(body: string, head = '', script = '/pellucid/pellucid.js'): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title>${head}<script type="module" src="${script}"></script></head>
<body><main><h1>A page</h1>${body}</main></body>
</html>`;
}

/** Opens a page with elements under the strict policy. The bundle is at /pellucid/. */
export async function openElements(
  { open, serve }: BrowserTest,
  body: string,
  { context, head, before, ...serveOptions }: ElementsOptions = {},
): Promise<ElementsPage> {
  const server = await serve({
    csp: strictCsp,
    ...serveOptions,
    mounts: { '/pellucid/': await bundledComponents(), ...serveOptions.mounts },
    pages: { '/': pageOf(body, head), ...serveOptions.pages },
  });
  const { page, observed } = await open(undefined, context);
  await page.addInitScript(keepEvents);
  if (before) await page.addInitScript(before);
  await page.goto(`${server.origin}/`);
  return { page, observed, server, settled: (selector) => settled(page, selector), takeEvents: () => takeEvents(page) };
}

/** Waits until an element computes nothing, and has computed or failed. */
export async function settled(page: Page, selector = 'xai-heatmap'): Promise<Settled> {
  const element = await page.waitForFunction(
    (css) => {
      const found = document.querySelector<ExplainElement<unknown>>(css);
      return found && (found.status === 'done' || found.status === 'error') ? found : null;
    },
    selector,
    { timeout: 50_000 },
  );
  return element.evaluate(async (own) => {
    const found = own!;
    await found.updateComplete;
    const { status, error } = found;
    return {
      status,
      error: error && { code: error.code, message: error.message },
      shownError: found.renderRoot.querySelector('[part=error]')?.textContent ?? null,
    };
  });
}

async function takeEvents(page: Page): Promise<SeenEvent[]> {
  return page.evaluate(() => (globalThis as unknown as WithEvents).pellucidEvents.splice(0));
}

/** Runs in the page, before its scripts: elements may be done before a test looks. */
function keepEvents(): void {
  const events: { name: string; id: string; detail: unknown }[] = [];
  Object.assign(globalThis, { pellucidEvents: events });
  for (const name of ['xai-result', 'xai-progress', 'xai-error', 'xai-select'])
    addEventListener(name, (event) => {
      const { detail } = event as CustomEvent<Record<string, unknown>>;
      const isPlain = name === 'xai-progress' || name === 'xai-select';
      const { code, message } = detail as { code?: string; message?: string };
      events.push({
        name,
        id: (event.target as Element).id,
        detail: isPlain ? { ...detail } : name === 'xai-error' ? { code, message } : null,
      });
    });
}
