import { formatNumber, scaleEnds } from '@pellucid/core';
import type { Scale } from '@pellucid/core';
import { css, html } from 'lit';
import type { TemplateResult } from 'lit';

/** One channel of a layer. */
export interface ChannelState {
  readonly channel: number;
  /** Its value of largest size; of a vector, the value itself. */
  readonly peak: number;
  /** What it is called, where it has a name. */
  readonly label: string | null;
  readonly isSelected: boolean;
}

export const channelBarStyles = css`
  .bars {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .tile.row {
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) 4.5em;
    gap: 8px;
    align-items: center;
    min-height: 28px;
  }

  .row .track {
    position: relative;
    height: 12px;
    border-radius: 3px;
    background: var(--_raised);
  }

  .row .fill {
    position: absolute;
    top: 0;
    bottom: 0;
    background: var(--_accent);
  }

  .row .fill.negative {
    background: var(--_muted);
  }

  .row .number {
    text-align: end;
  }
`;

/** A button with the map of a channel, its index and its peak. */
export function channelTile({ channel, peak, isSelected }: ChannelState, select: () => void): TemplateResult {
  return html`
    <button
      type="button"
      class="tile"
      part="tile"
      data-channel=${channel}
      aria-pressed=${isSelected ? 'true' : 'false'}
      @click=${select}
    >
      <canvas width="1" height="1" aria-hidden="true"></canvas>
      <span class="name"><span class="visually-hidden">Channel</span> ${channel}</span>
      <span class="facts">peak ${formatNumber(peak)}</span>
    </button>
  `;
}

/** A button with the value of a channel as a bar from 0, and as a number. */
export function channelBar(
  { channel, peak, label, isSelected }: ChannelState,
  scale: Scale,
  select: () => void,
): TemplateResult {
  const [low, high] = scaleEnds(scale);
  const placeOf = (value: number): number => ((Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) * 100;
  const [left, right] = [placeOf(Math.min(0, peak)), placeOf(Math.max(0, peak))];
  const name = label === null ? String(channel) : `${channel} ${label}`;
  return html`
    <button
      type="button"
      class="tile row"
      part="tile"
      data-channel=${channel}
      aria-pressed=${isSelected ? 'true' : 'false'}
      @click=${select}
    >
      <span><span class="visually-hidden">Channel</span> ${name}</span>
      <span class="track" aria-hidden="true">
        <span class=${peak < 0 ? 'fill negative' : 'fill'} .style=${`left: ${left}%; width: ${right - left}%`}></span>
      </span>
      <span class="number">${formatNumber(peak)}</span>
    </button>
  `;
}
