import { methodById } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Demo } from '../demo.js';
import { selectField } from './select-field.js';

/** What of the network's output is explained. Nothing for methods that explain no output. */
export function targetControls(demo: Demo): TemplateResult | typeof nothing {
  const { state, facts } = demo;
  if (state.view !== 'methods' && !methodById(state.method).hasTarget) return nothing;
  return html`
    <fieldset class="group">
      <legend>Target</legend>
      <demo-target
        .target=${state.target}
        .labels=${facts?.labels ?? null}
        @demo-target=${(event: CustomEvent<string>) => demo.set({ target: event.detail })}
      ></demo-target>
      ${selectField(
        {
          words: 'Score',
          value: state.of,
          choices: [
            ['', "the method's own choice"],
            ['logits', 'logit'],
            ['probabilities', 'probability'],
          ],
        },
        (of) => demo.set({ of }),
      )}
    </fieldset>
  `;
}
