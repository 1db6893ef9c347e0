import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { DividerController } from './divider-controller.js';

export const dividerStyles = css`
  .line {
    position: absolute;
    inset-block: 0;
    width: 2px;
    background: #fff;
    outline: 1px solid #000;
    transform: translateX(-50%);
    pointer-events: none;
  }

  /* Stays within the picture at both ends, where the line is at its border. */
  .divider {
    position: absolute;
    inset-block: 0;
    display: grid;
    width: 32px;
    place-items: center;
    border-radius: var(--_radius);
    cursor: ew-resize;
    touch-action: pan-y;
    user-select: none;
  }

  .divider svg {
    width: 32px;
    height: 32px;
    border-radius: 50%;
    background: #fff;
    outline: 1px solid #000;
    forced-color-adjust: none;
  }

  .divider path {
    fill: none;
    stroke: #000;
    stroke-width: 2;
  }
`;

/**
 * The line between two pictures, which is moved.
 *
 * @param position 0 to 1
 * @param names of what is to its left and to its right
 */
export function divider(
  position: number,
  [left, right]: readonly [string, string],
  controller: DividerController,
): TemplateResult {
  const percent = Math.round(position * 100);
  return html`
    <div class="line" .style=${`left: ${position * 100}%`}></div>
    <div
      class="divider"
      part="divider"
      role="slider"
      tabindex="0"
      aria-label="Divider between the two maps"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext=${`${left} to the left, ${right} to the right, ${percent} %`}
      .style=${`left: clamp(0px, calc(${position * 100}% - 16px), calc(100% - 32px))`}
      @pointerdown=${controller.onDown}
      @pointermove=${controller.onMove}
      @lostpointercapture=${controller.onLost}
      @keydown=${controller.onKey}
    >
      <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M12 10 L6 16 L12 22 M20 10 L26 16 L20 22" /></svg>
    </div>
  `;
}
