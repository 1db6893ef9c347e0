import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ExplanationResult } from '../protocol.js';
import type { Sides } from './comparison.js';
import { describeScoreDifference } from './score-difference.js';
import { predictions } from '../views/predictions.js';

/** The classes of both sides with how far they are apart; of one, where both come of the same network on the same runtime. */
export function pairPredictions({ a, b }: Sides, names: readonly [string, string]): TemplateResult | typeof nothing {
  const results = [a.result, b.result];
  if (!a.result || !b.result || isSameNetwork(a.result, b.result))
    return predictions(results.find(Boolean)?.top ?? null);
  const tops = [a.result.top, b.result.top];
  return html`
    <div class="pair lists">
      ${tops.map((top, i) =>
        top
          ? html`<div role="group" aria-label=${names[i]!}>
              <p class="list-title">${names[i]}</p>
              ${predictions(top)}
            </div>`
          : nothing,
      )}
    </div>
    ${tops[0] && tops[1] ? html`<p class="subtitle" part="scores">${describeScoreDifference(tops[0], tops[1])}</p>` : nothing}
  `;
}

function isSameNetwork({ recipe: a }: ExplanationResult, { recipe: b }: ExplanationResult): boolean {
  return (
    a.model.sha256 === b.model.sha256 && a.runtime.name === b.runtime.name && a.runtime.engine === b.runtime.engine
  );
}
