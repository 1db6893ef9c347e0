import { describePreprocessing, formatNumber } from '@pellucid/core';
import type { Recipe } from '@pellucid/core';
import { css, html } from 'lit';
import type { TemplateResult } from 'lit';

export const factsStyles = css`
  summary {
    cursor: pointer;
  }

  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 12px;
    margin: 8px 0 0;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;

/** How a result was made, for whoever opens it: runtime and engine with what was tried before, layer, input, checks, notes. */
export function facts(recipe: Recipe, title = 'How it was made'): TemplateResult {
  const { runtime, layer, preprocessing, checks, notes, timings } = recipe;
  const threads = runtime.threads === undefined ? '' : `, ${runtime.threads} thread${runtime.threads === 1 ? '' : 's'}`;
  const rows: [string, string][] = [['Runtime', `${runtime.name} ${runtime.version} on ${runtime.engine}${threads}`]];
  if (runtime.fallbacks.length > 0) rows.push(['Tried before', runtime.fallbacks.join('; ')]);
  if (layer) rows.push(['Layer', `${layer.name}: ${layer.reason}`]);
  if (preprocessing) {
    rows.push(['Picture', describePreprocessing(preprocessing)]);
    for (const warning of preprocessing.warnings) rows.push(['Assumed', warning]);
  }
  for (const [name, value] of Object.entries(checks)) rows.push([name, formatNumber(value)]);
  for (const note of notes) rows.push(['Note', note]);
  const times = Object.entries(timings).map(([step, time]) => `${step} ${Math.round(time)} ms`);
  rows.push(['Time', times.join(', ')]);
  return html`
    <details part="facts">
      <summary>${title}</summary>
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </details>
  `;
}
