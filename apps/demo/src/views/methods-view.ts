import { html } from 'lit';
import { looksControls } from '../controls/looks-controls.js';
import { networkControls } from '../controls/network-controls.js';
import { pictureControls } from '../controls/picture-controls.js';
import { selectField } from '../controls/select-field.js';
import { targetControls } from '../controls/target-group.js';
import { modelFilesOf, pictureOf } from '../demo.js';
import type { Demo } from '../demo.js';
import { attributes } from '../shared/attributes-directive.js';
import { attributesOf } from '../state/attributes.js';
import type { Gallery } from '../state/state.js';
import type { ViewParts } from './view-parts.js';

/** Many methods for one picture; one that is chosen opens by itself. */
export function methodsView(demo: Demo): ViewParts {
  const { state, facts } = demo;
  const open = (event: CustomEvent<{ method: string }>): void =>
    demo.set({ view: 'explain', method: event.detail.method, options: {} });
  return {
    title: 'One picture, many methods',
    lead: 'Methods ask different questions, so their maps differ. Choose one to see it large.',
    controls: html`
      <fieldset class="group">
        <legend>Methods</legend>
        ${selectField(
          {
            words: 'Shown',
            value: state.gallery,
            choices: [
              ['quick', 'those that take a moment'],
              ['all', 'all that suit the network'],
            ],
          },
          (gallery) => demo.set({ gallery: gallery as Gallery }),
        )}
      </fieldset>
      ${pictureControls(demo)} ${targetControls(demo)} ${networkControls(demo)}
    `,
    looks: looksControls(demo),
    stage: () => html`
      <xai-methods
        no-drop
        ${attributes(attributesOf(state, facts?.methods ?? null))}
        .source=${pictureOf(demo)}
        .modelFiles=${modelFilesOf(demo)}
        @xai-select=${open}
      ></xai-methods>
    `,
  };
}
