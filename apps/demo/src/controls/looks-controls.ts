import { colormapNames } from '@pellucid/core';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Demo } from '../demo.js';
import { selectField } from './select-field.js';

/** That of the elements: strong values cover the picture, weak ones leave it visible. */
const defaultOpacity = 0.8;

const named = (names: readonly string[], kind: string): [string, string][] =>
  names.map((name) => [name, `${name} (${kind})`]);

/** How the map is drawn; nothing is computed for it. */
export function looksControls(demo: Demo): TemplateResult {
  const { opacity, colormap } = demo.state;
  const now = opacity ?? defaultOpacity;
  const slide = (event: Event): void => {
    const value = Number((event.target as HTMLInputElement).value);
    demo.set({ opacity: value === defaultOpacity ? null : value }, 'replace');
  };
  return html`
    <div class="looks" role="group" aria-label="Colours">
      <div class="field">
        <label class="label" for="opacity">Opacity <span aria-hidden="true">${Math.round(now * 100)} %</span></label>
        <input
          id="opacity"
          type="range"
          min="0"
          max="1"
          step="0.01"
          aria-valuetext=${`${Math.round(now * 100)} %`}
          .value=${String(now)}
          @input=${slide}
        />
      </div>
      ${selectField(
        {
          words: 'Colour map',
          value: colormap,
          choices: [
            ['', 'by the sign of the values'],
            ...named(colormapNames.sequential, 'from low to high'),
            ...named(colormapNames.diverging, 'around 0'),
          ],
        },
        (name) => demo.set({ colormap: name }),
      )}
    </div>
  `;
}
