import { formatNumber, scaleEnds } from '@pellucid/core';
import type { Colormap, ScaleRecord } from '@pellucid/core';
import { css, html } from 'lit';
import type { TemplateResult } from 'lit';

/** Stops of the gradient: more than the eye can tell apart. */
const stops = 32;

export const legendStyles = css`
  .legend {
    display: grid;
    gap: 2px;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
    font-size: 0.9em;
  }

  .legend .bar {
    height: 10px;
    border-radius: 3px;
    forced-color-adjust: none;
  }

  .legend .numbers {
    display: flex;
    justify-content: space-between;
  }
`;

/**
 * The colour bar with the values at its ends and middle, and what they are.
 *
 * @param name what the numbers are
 */
export function legend(colormap: Colormap, { scale, clipped }: ScaleRecord, name: string): TemplateResult {
  const [low, high] = scaleEnds(scale);
  const beyond = [
    clipped.below > 0 ? `${clipped.below} below` : '',
    clipped.above > 0 ? `${clipped.above} above` : '',
  ].filter(Boolean);
  const words = `${name}${beyond.length > 0 ? `; ${beyond.join(', ')} the scale` : ''}`;
  return colorBar(colormap, [low, (low + high) / 2, high].map(formatNumber), words);
}

/** A colour bar. @param marks what stands below it, from its left end to its right */
export function colorBar(colormap: Colormap, marks: readonly string[], words: string): TemplateResult {
  return html`
    <div class="legend" part="legend">
      <div class="bar" part="legend-bar" .style=${`background: ${gradient(colormap)}`} aria-hidden="true"></div>
      <div class="numbers">${marks.map((mark) => html`<span>${mark}</span>`)}</div>
      <div>${words}</div>
    </div>
  `;
}

function gradient({ colors }: Colormap): string {
  const colorAt = (stop: number): string => {
    const entry = Math.round((stop / (stops - 1)) * 255) * 3;
    return `rgb(${colors[entry]} ${colors[entry + 1]} ${colors[entry + 2]})`;
  };
  return `linear-gradient(to right, ${Array.from({ length: stops }, (_, stop) => colorAt(stop)).join(', ')})`;
}
