/** Accessibility by axe-core: the rules of WCAG 2.2 up to level AA. Looks into open shadow roots, as components have. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

export interface AxeOptions {
  /** A CSS selector of what is looked at; default the whole document. */
  readonly within?: string;
  /** Ids of rules that are left out. */
  readonly without?: readonly string[];
}

interface WithAxe {
  readonly axe?: { run(context: Document | string, options: RunOptions): Promise<AxeResults> };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/**
 * One line for each element that breaks a rule, as `color-contrast (serious): p > span: Element has insufficient ...`;
 * none where all is well. `expect(await axe(page)).toEqual([])`.
 */
export async function axe(page: Page, options: AxeOptions = {}): Promise<string[]> {
  // A script element with the text would be blocked by a strict policy; what the debugger evaluates is not.
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(
    ({ within, run }) => (globalThis as WithAxe).axe!.run(within ?? document, run),
    {
      within: options.within,
      run: {
        runOnly: { type: 'tag', values: tags },
        rules: Object.fromEntries((options.without ?? []).map((id) => [id, { enabled: false }])),
        resultTypes: ['violations'],
      } satisfies RunOptions,
    },
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => {
      const why = failureSummary.replace(/^Fix .*:\s*/, '').replaceAll(/\s+/g, ' ');
      return `${id} (${impact ?? 'unknown'}): ${target.flat().join(' >>> ')}: ${why}`;
    }),
  );
}
