import { describeMap, formatNumber } from '@pellucid/core';
import type { MapTensor } from '@pellucid/core';
import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ProbeController } from '../controllers/probe-controller.js';
import type { MapColoring } from '../drawing/coloring.js';
import { copyText } from '../views/copy-text.js';
import { crosshair } from '../views/crosshair.js';
import { legend } from '../views/legend.js';

interface ChannelPanelState {
  readonly name: string;
  /** Its value of largest size, in words. */
  readonly strength: string;
  /** Null for a value without a map. */
  readonly map: MapTensor | null;
  readonly probe: ProbeController;
  /** Null where the scale of all channels says it. */
  readonly own: MapColoring | null;
  /** By which methods explain it; null where they cannot. */
  readonly target: string | null;
  /** What came of copying. */
  readonly said: string;
}

export const channelPanelStyles = css`
  .panel {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
    gap: var(--_gap);
    align-items: start;
    padding: var(--_gap) 0;
    border-block: 1px solid var(--_line);
  }

  .panel .stage {
    max-width: 420px;
  }

  .panel .about {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
`;

/** The chosen channel over the picture, its values, and how it is named as a target. */
export function channelPanel(state: ChannelPanelState, copy: (target: string) => void): TemplateResult {
  const { name, strength, map, probe, own, target, said } = state;
  return html`
    <li class="panel" part="panel">
      ${map ? stage(name, map, probe) : nothing}
      <div class="about">
        <p class="title" part="title">${name}</p>
        <p class="subtitle">${strength}</p>
        ${map ? valueLine(probe) : nothing}
        ${own ? legend(own.colormap, own.record, 'activation of this channel') : nothing}
        ${target === null ? nothing : copyText('As a target:', target, said, () => copy(target))}
      </div>
    </li>
  `;
}

function stage(name: string, map: MapTensor, probe: ProbeController): TemplateResult {
  return html`
    <div
      class="stage"
      part="map"
      role="application"
      aria-roledescription="heat map"
      aria-label=${`${name}: ${describeMap(map)}. Arrow keys read values.`}
      tabindex="0"
      @pointermove=${probe.onPointer}
      @pointerdown=${probe.onPointer}
      @pointerleave=${probe.leave}
      @keydown=${probe.onKey}
      @blur=${probe.leave}
    >
      <canvas width="1" height="1"></canvas>
      ${crosshair(probe.cell, map)}
    </div>
  `;
}

function valueLine(probe: ProbeController): TemplateResult {
  const { cell } = probe;
  const value = probe.value();
  const words = cell && value !== null ? `column ${cell.x}, row ${cell.y}: ${formatNumber(value)}` : '';
  return html`
    <p class="value" part="value" aria-live="polite">
      ${words || 'Point at the picture, or use the arrow keys, to read values.'}
    </p>
  `;
}
