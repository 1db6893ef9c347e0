import type { OptionDescriptor } from '@pellucid/core';
import type { LayerFacts } from '@pellucid/web-components';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Demo } from '../demo.js';
import { textField } from './text-field.js';

/** The layers of the network, as suggestions for what is typed. */
export function layerField(demo: Demo, { doc, several }: OptionDescriptor): TemplateResult {
  const { state, facts } = demo;
  return textField(
    {
      words: several ? 'Layer, or several with commas' : 'Layer',
      value: state.layer,
      placeholder: facts?.featureLayer ? `auto: ${facts.featureLayer}` : 'auto',
      hint: doc,
      list: 'layers',
    },
    (layer) => demo.set({ layer }),
  );
}

/** Whether a layer has positions: [N, C, H, W]. */
function isFeatureMap({ shape }: LayerFacts): boolean {
  return shape.length === 4;
}

/** Channels and sides, without the batch. */
function shapeOf(shape: LayerFacts['shape']): string {
  return shape
    .slice(1)
    .map((side) => side ?? 'any')
    .join(' x ');
}

/** Suggestions for fields that name a layer or a class: lists with the ids `layers` and `classes`. */
export function suggestions({ facts }: Demo): TemplateResult {
  return html`
    <datalist id="layers">
      ${(facts?.layers ?? [])
        .filter(isFeatureMap)
        .map(({ name, op, shape }) => html`<option value=${name}>${op} ${shapeOf(shape)}</option>`)}
    </datalist>
    <datalist id="classes">${(facts?.labels ?? []).map((label) => html`<option value=${label}></option>`)}</datalist>
  `;
}
