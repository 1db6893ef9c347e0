import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { looksControls } from '../controls/looks-controls.js';
import { methodControls, methodSelect } from '../controls/method-controls.js';
import { networkControls } from '../controls/network-controls.js';
import { pictureControls } from '../controls/picture-controls.js';
import { selectField } from '../controls/select-field.js';
import { targetControls } from '../controls/target-group.js';
import { modelFilesOf, pictureOf } from '../demo.js';
import type { Demo } from '../demo.js';
import { attributes } from '../shared/attributes-directive.js';
import { attributesOf } from '../state/attributes.js';
import { differenceOf, otherSide } from '../state/state.js';
import type { Difference } from '../state/state.js';
import type { ViewParts } from './view-parts.js';

const names: Readonly<Record<Difference, string>> = {
  runtime: 'the runtime: ONNX or TensorFlow.js',
  method: 'the method',
  target: 'the target',
  engine: 'what it computes on',
};

/** Two explanations behind a divider. */
export function compareView(demo: Demo): ViewParts {
  const { state } = demo;
  return {
    title: 'Two explanations side by side',
    lead: 'Drag the divider, and read how alike the two maps are.',
    controls: html`
      <fieldset class="group">
        <legend>Difference</legend>
        ${selectField(
          {
            words: 'The two differ in',
            value: differenceOf(state),
            choices: (Object.entries(names) as [Difference, string][]).filter(
              ([difference]) => difference !== 'runtime' || state.net !== 'own',
            ),
          },
          (compare) => demo.set({ compare: compare as Difference }),
        )}
        ${other(demo)}
      </fieldset>
      ${pictureControls(demo)} ${methodControls(demo)} ${targetControls(demo)} ${networkControls(demo)}
    `,
    looks: looksControls(demo),
    stage: () => html`
      <xai-compare
        no-drop
        ${attributes(attributesOf(state))}
        .source=${pictureOf(demo)}
        .modelFiles=${modelFilesOf(demo)}
      ></xai-compare>
    `,
  };
}

/** What the second one is. */
function other(demo: Demo): TemplateResult | typeof nothing {
  const { state, facts } = demo;
  const value = otherSide(state);
  const set = (text: string): void => demo.set({ other: text });
  switch (differenceOf(state)) {
    case 'runtime':
      return nothing;
    case 'method':
      return methodSelect(demo, 'Second method', value, set);
    case 'target':
      return html`<demo-target
        .target=${value}
        .words=${'Second target'}
        .labels=${facts?.labels ?? null}
        @demo-target=${(event: CustomEvent<string>) => set(event.detail)}
      ></demo-target>`;
    case 'engine':
      return selectField(
        { words: 'Second computes on', value, choices: ['wasm', 'webgpu', 'webgl', 'cpu'].map((name) => [name, name]) },
        set,
      );
  }
}
