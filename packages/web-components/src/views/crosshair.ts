import type { MapTensor } from '@pellucid/core';
import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Cell } from '../controllers/probe-controller.js';

export const crosshairStyles = css`
  .cross {
    position: absolute;
    width: 16px;
    height: 16px;
    border: 2px solid #fff;
    border-radius: 50%;
    outline: 2px solid #000;
    transform: translate(-50%, -50%);
    pointer-events: none;
  }
`;

/** Where a map is read, over the picture. */
export function crosshair(cell: Cell | null, map: MapTensor | undefined): TemplateResult | typeof nothing {
  if (!cell || !map) return nothing;
  const [height = 1, width = 1] = map.shape;
  const [left, top] = [((cell.x + 0.5) / width) * 100, ((cell.y + 0.5) / height) * 100];
  return html`<div class="cross" .style=${`left: ${left}%; top: ${top}%`}></div>`;
}
