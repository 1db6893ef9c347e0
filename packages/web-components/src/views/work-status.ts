import type { Progress, XaiError } from '@pellucid/core';
import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Status } from '../elements/explain-element.js';

export const workStatusStyles = css`
  .work {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    min-height: 30px;
    color: var(--_muted);
  }

  .work progress {
    flex: 1 1 80px;
    height: 6px;
    accent-color: var(--_accent);
  }

  .error {
    margin: 0;
    padding: 8px 12px;
    border: 1px solid var(--_danger);
    border-radius: var(--_radius);
    color: var(--_danger);
    overflow-wrap: anywhere;
  }
`;

interface WorkState {
  readonly status: Status;
  readonly progress: Progress | null;
  readonly error: XaiError | null;
  /** The progress in words, where numbers and unit do not say it all. */
  readonly words?: string | null;
}

/**
 * Where the work stands, with a button that cancels it; and, when there is no result, why. Both are there before they say
 * something, as regions that readers follow have to be, but take no room then.
 */
export function workStatus({ status, progress, error, words }: WorkState, cancel: () => void): TemplateResult {
  const isWorking = status === 'computing';
  return html`
    <div role="status" part="status" class=${isWorking ? '' : 'visually-hidden'}>
      ${isWorking ? working(progress, words ?? null, cancel) : nothing}
    </div>
    <div role="alert" class=${error ? '' : 'visually-hidden'}>
      ${error ? html`<p class="error" part="error">${error.message}</p>` : nothing}
    </div>
  `;
}

function working(progress: Progress | null, words: string | null, cancel: () => void): TemplateResult {
  const counted = progress ? `${progress.done} of ${progress.total} ${progress.unit}` : 'Computing';
  return html`
    <div class="work">
      <span>${words ?? counted}</span>
      <progress
        aria-label="Progress"
        max=${progress?.total ?? 1}
        value=${progress ? progress.done : nothing}
      ></progress>
      <button type="button" part="cancel" @click=${cancel}>Cancel</button>
    </div>
  `;
}
