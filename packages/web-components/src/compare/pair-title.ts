import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Sides } from './comparison.js';

/** What is explained, where that is the same for both sides; and lines of each. */
export function pairTitle({ a, b }: Sides): TemplateResult | typeof nothing {
  const sides = [
    { place: 'Left', result: a.result },
    { place: 'Right', result: b.result },
  ];
  const titles = new Set(sides.flatMap(({ result }) => result?.title ?? []));
  const [title] = titles;
  if (title === undefined) return nothing;
  return html`
    <p class="title" part="title">${titles.size === 1 ? title : [...titles].join(' and ')}</p>
    ${sides.map(({ place, result }) =>
      result ? html`<p class="subtitle" part="subtitle">${place}: ${result.subtitle.join('; ')}</p>` : nothing,
    )}
  `;
}
