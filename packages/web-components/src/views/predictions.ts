import { formatScore, nameOfClass } from '@pellucid/core';
import type { TopClasses } from '@pellucid/core';
import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';

export const predictionsStyles = css`
  .predictions {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(48px, 30%) auto;
    gap: 2px 8px;
    align-items: center;
    margin: 0;
    padding: 0;
    list-style: none;
    font-variant-numeric: tabular-nums;
  }

  .predictions li {
    display: contents;
  }

  .predictions .track {
    height: 6px;
    border-radius: 3px;
    background: var(--_raised);
  }

  .predictions .fill {
    display: block;
    height: 100%;
    border-radius: 3px;
    background: var(--_accent);
  }

  .predictions .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

/** The classes with the largest scores, with bars where the scores are parts of a whole. */
export function predictions(top: TopClasses | null): TemplateResult | typeof nothing {
  if (!top) return nothing;
  const { quantity, classes } = top;
  const isPart = quantity !== 'value';
  const name = { probability: 'Predicted classes', share: 'Classes by their share of the picture', value: 'Output' };
  return html`
    <ol class="predictions" part="predictions" aria-label=${name[quantity]}>
      ${classes.map(
        ({ index, label, score }) => html`
          <li>
            <span class="name">${label ?? nameOfClass(index, null)}</span>
            <span class="track" aria-hidden="true" ?hidden=${!isPart}>
              <span class="fill" .style=${`width: ${Math.min(100, Math.max(0, score * 100))}%`}></span>
            </span>
            <span>${formatScore(score, quantity)}</span>
          </li>
        `,
      )}
    </ol>
  `;
}
