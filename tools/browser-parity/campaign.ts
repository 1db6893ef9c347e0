/** All quantities of one network on several engines, one page after the other. */
import type { Browser } from 'playwright-core';
import { observe } from '../browser/observe.js';
import { serve } from '../browser/serve.js';
import type { Pair } from '../parity/pairs.js';
import type { Row } from './compare-in-page.js';
import { compareInPage, decisive } from './compare-in-page.js';
import type { PageEngine } from './page-engines.js';
import { nameOf } from './page-engines.js';
import { quantitiesOf } from './quantity.js';
import type { References } from './references.js';
import { openReferences } from './references.js';
import { siteOf } from './site.js';
import { number } from './table.js';

/** Steps and samples, a quarter of the channels. */
export const count = 4;

export interface CompareAll {
  readonly browser: Browser;
  /** Folder of the elements' bundle. */
  readonly bundle: string;
  /** For .npy files. */
  readonly folder: string;
  readonly pair: Pair;
  readonly engines: readonly PageEngine[];
  /** By id; none: all. */
  readonly methods: readonly string[];
  readonly most: number;
}

export async function compareAll(asked: CompareAll): Promise<Row[]> {
  const { pair, engines, folder, most } = asked;
  const rows: Row[] = [];
  for (const backend of ['ort', 'tfjs'] as const) {
    const own = engines.filter((engine) => engine.backend === backend);
    if (own.length === 0) continue;
    const references = await openReferences(pair, backend, folder, { count, most });
    for (const engine of own) rows.push(...(await compareEngine(asked, engine, references)));
    await references.model.dispose();
  }
  return rows;
}

async function compareEngine(
  { browser, bundle, folder, pair, methods }: CompareAll,
  engine: PageEngine,
  references: References,
): Promise<Row[]> {
  const server = await serve(siteOf(pair, engine, bundle, folder));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const observed = await observe(page);
    await page.goto(`${server.origin}/`);
    await page.waitForFunction(() => customElements.get('xai-heatmap'));
    const rows: Row[] = [];
    for (const quantity of quantitiesOf(references.model, methods)) {
      const row = await compareInPage(page, quantity, engine, references);
      const { error, k, bound, verdict, reason } = decisive(row);
      console.error(
        `${pair.name}, ${nameOf(engine)}, ${quantity.name}: ${number(error)} (k ${number(k)}, bound ${number(bound)}), ${verdict} ${reason}`,
      );
      rows.push(row);
    }
    // A page looks for the sidecars of a model by asking for them.
    await observed.expectQuiet([/status 404/, /404 \(Not Found\)/]);
    return rows;
  } finally {
    await context.close();
    await server.close();
  }
}
