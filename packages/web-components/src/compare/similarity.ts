import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ExplanationResult } from '../protocol.js';
import { comparedAs, hasOneUnit } from './comparison.js';
import type { ComparisonResult } from './comparison.js';
import { describeSimilarity } from './describe-similarity.js';

export const similarityStyles = css`
  .similarity .heading {
    margin: 0;
    font-weight: 600;
  }

  .similarity dl {
    margin: 4px 0 0;
  }

  .similarity strong {
    font-variant-numeric: tabular-nums;
  }

  .similarity .note {
    margin: 4px 0 0;
    color: var(--_muted);
  }
`;

/** How alike two maps are, in numbers, with what each of them means. */
export function similarityView({ a, b, similarity }: ComparisonResult): TemplateResult {
  return html`
    <div class="similarity" part="similarity" role="group" aria-label="How alike the maps are">
      <p class="heading">How alike they are</p>
      ${
        similarity
          ? html`<dl>
              ${describeSimilarity(similarity).map(
                ({ name, value, meaning }) => html`
                  <dt>${name}</dt>
                  <dd>${value === null ? 'not defined' : html`<strong>${value}</strong>`}: ${meaning}</dd>
                `,
              )}
            </dl>`
          : html`<p class="note">
              They have no numbers: the left map is ${sidesOf(a)}, the right one ${sidesOf(b)}, and only maps of the
              same shape are compared value by value.
            </p>`
      }
      ${similarity ? notes(a, b).map((note) => html`<p class="note">${note}</p>`) : nothing}
    </div>
  `;
}

function notes(a: ExplanationResult, b: ExplanationResult): string[] {
  return [
    comparedAs(a, b) === 'drawn' ? 'Compared are the maps as they are drawn, one number a pixel.' : '',
    hasOneUnit(a, b) ? '' : 'The two count in different units: only the rank correlation is free of them.',
  ].filter(Boolean);
}

function sidesOf({ drawable, attribution }: ExplanationResult): string {
  return (drawable ? drawable.map.shape : attribution.values.shape.slice(1)).join(' × ');
}
