import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Sides } from './comparison.js';
import type { PairColoring } from './pair-coloring.js';
import { legend } from '../views/legend.js';

/** One colour bar for two maps on one scale, else one below each of them. */
export function pairLegend(
  { a, b }: Sides,
  coloring: PairColoring,
  names: readonly [string, string],
): TemplateResult | typeof nothing {
  if (coloring.isCommon && coloring.a)
    return legend(coloring.a.colormap, coloring.a.record, `${a.result!.unit}; one scale for both sides`);
  const sides = [
    { result: a.result, coloring: coloring.a },
    { result: b.result, coloring: coloring.b },
  ];
  if (sides.every((side) => !side.coloring)) return nothing;
  return html`
    <div class="pair">
      ${sides.map(({ result, coloring: own }, i) =>
        own
          ? legend(own.colormap, own.record, `${names[i]}: ${result!.unit}; ${scaleWords(own.record.chosen)}`)
          : html`<div></div>`,
      )}
    </div>
  `;
}

function scaleWords(chosen: 'per-map' | 'fixed'): string {
  return chosen === 'fixed' ? 'the given scale' : 'a scale of its own';
}
