import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Demo } from '../demo.js';
import { icons } from '../shared/icons.js';
import { fileButton } from './file-button.js';

/** Which picture is explained. */
export function pictureControls(demo: Demo): TemplateResult {
  const { state, files } = demo;
  const isMissing = state.picture !== null && files.picture === null;
  const buttons = html`
    ${fileButton({ icon: icons.picture, words: 'Choose', accept: 'image/*,.npy', takes: 'file' }, (chosen) => demo.take(chosen))}
    ${
      state.picture === null
        ? nothing
        : html`<button type="button" @click=${() => demo.set({ picture: null })}>Bundled photo</button>`
    }
  `;
  return html`
    <fieldset class="group">
      <legend>Picture</legend>
      <p class="given">${state.picture ?? 'Chelsea, the bundled photo'}</p>
      ${
        isMissing
          ? html`<p class="hint warning">
              This address was made with a picture that is on another device. Choose it here; the bundled photo is shown
              instead.
            </p>`
          : nothing
      }
      <div class="buttons">${buttons}</div>
      <p class="hint">Or drop or paste one anywhere on the page.</p>
    </fieldset>
  `;
}
