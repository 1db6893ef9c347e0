import { methodById } from '@pellucid/core';
import type { DrawableMap, Progress } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MapColoring } from '../drawing/coloring.js';
import { formatDuration } from './duration.js';
import type { MethodOutcome } from './gallery.js';
import { scaleWords } from '../drawing/scale-words.js';

/** One method of a gallery, at any time of its life. */
export interface MethodTile {
  readonly method: string;
  /** Null until it is done. */
  readonly outcome: MethodOutcome | null;
  /** Of the settings before, while another is computed. */
  readonly isStale: boolean;
  /** A map that is not finished. */
  readonly partial: DrawableMap | null;
  /** Null while it waits. */
  readonly progress: Progress | 'begun' | null;
}

interface MethodTileState {
  readonly tile: MethodTile;
  /** Of the map on show; null where there is none. */
  readonly coloring: MapColoring | null;
  readonly isSelected: boolean;
}

/** A button with the map of a method; below it how long it took, what it costs and where its colours end, or why there is no map. */
export function methodTile({ tile, coloring, isSelected }: MethodTileState, select: () => void): TemplateResult {
  const { method, outcome, isStale } = tile;
  const { title, cost, summary } = methodById(method);
  const isOld = isStale && !tile.partial;
  return html`
    <li class="entry" part="entry">
      <button
        type="button"
        class=${isOld ? 'tile stale' : 'tile'}
        part="tile"
        data-method=${method}
        aria-pressed=${isSelected ? 'true' : 'false'}
        aria-describedby=${`facts-${method}`}
        title=${summary}
        @click=${select}
      >
        <canvas width="1" height="1" aria-hidden="true"></canvas>
        <span class="name">${title}</span>
      </button>
      <div class="facts" id=${`facts-${method}`}>
        ${lines(tile).map((line) => html`<span>${line}</span>`)}
        ${coloring && !isOld ? html`<span>${scaleWords(coloring.record)}${unitOf(outcome)}</span>` : nothing}
        <span>Forward passes: ${cost}</span>
        ${
          outcome?.error && !isStale
            ? html`<span class="failure" part="tile-error">${outcome.error.message}</span>`
            : nothing
        }
        <span class="visually-hidden">${isStale ? '' : outcome?.result?.description}</span>
      </div>
    </li>
  `;
}

function lines({ outcome, isStale, progress }: MethodTile): string[] {
  if (progress !== null)
    return [progress === 'begun' ? 'Computing' : `${progress.done} of ${progress.total} ${progress.unit}`];
  if (!outcome || isStale) return ['Waiting'];
  return [`${outcome.error ? 'Failed after ' : ''}${formatDuration(outcome.milliseconds)}`];
}

function unitOf(outcome: MethodOutcome | null): string {
  const target = outcome?.result?.attribution.targets[0];
  return target ? `, ${target.quantity}` : '';
}
