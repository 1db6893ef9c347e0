import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MapColoring } from '../drawing/coloring.js';
import { startsAtZero } from '../drawing/scale-words.js';
import { colorBar, legend } from '../views/legend.js';

export const commonLegendStyles = css`
  .legends {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
    gap: var(--_gap);
    align-items: start;
  }
`;

/**
 * One legend for maps in different units: a bar for each kind of colours that occurs, which says where the scales end rather
 * than numbers. With a fixed range the numbers are the same for all.
 */
export function commonLegend(colorings: readonly MapColoring[], isFixed: boolean): TemplateResult | typeof nothing {
  const [first] = colorings;
  if (!first) return nothing;
  if (isFixed) {
    const clipped = { below: 0, above: 0 };
    return legend(first.colormap, { ...first.record, clipped }, 'one scale for all maps, each in its own unit');
  }
  const ofKind = (kind: string): MapColoring[] => colorings.filter(({ colormap }) => colormap.kind === kind);
  const [sequential, diverging] = [ofKind('sequential'), ofKind('diverging')];
  const exceptions = [
    ...(sequential.some(({ record }) => !startsAtZero(record)) ? ['where its tile says so, from its lowest'] : []),
    ...(colorings.some(({ record: { percentile } }) => percentile !== null && percentile < 100)
      ? ['for maps of single pixels, to the 99th percentile']
      : []),
  ].map((exception) => `; ${exception}`);
  return html`
    <div class="legends">
      ${
        sequential[0]
          ? colorBar(
              sequential[0].colormap,
              ['0', 'its largest value'],
              `each map on its own scale: 0 to its largest value${exceptions.join('')}`,
            )
          : nothing
      }
      ${
        diverging[0]
          ? colorBar(
              diverging[0].colormap,
              ['−largest', '0', '+largest'],
              `each signed map on its own scale: −largest to +largest size${sequential[0] ? '' : exceptions.join('')}`,
            )
          : nothing
      }
    </div>
  `;
}
