import { catalog, kebabCase, methodById } from '@pellucid/core';
import type { MethodDescriptor } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Demo } from '../demo.js';
import { field, idOf } from './field.js';
import { layerField } from './layer-field.js';
import { optionField } from './option-field.js';

/** The kinds of methods as a newcomer would sort them. */
const groups: readonly (readonly [title: string, isIn: (method: MethodDescriptor) => boolean])[] = [
  ['Regions, from a feature layer', ({ resolution, hasTarget }) => resolution === 'feature map' && hasTarget],
  ['Single pixels, from gradients', ({ resolution }) => resolution === 'pixel'],
  ['Parts of the picture, by covering them', ({ resolution }) => resolution === 'window'],
  ['What a layer computes', ({ hasTarget }) => !hasTarget],
];

/** A list of the methods in groups; those that do not suit the network cannot be chosen. */
export function methodSelect(demo: Demo, words: string, value: string, set: (method: string) => void): TemplateResult {
  const allowed = demo.facts?.methods;
  const option = ({ id, title }: MethodDescriptor): TemplateResult => {
    const suits = allowed?.includes(id) ?? true;
    return html`<option value=${id} .selected=${id === value} ?disabled=${!suits && id !== value}>
      ${title}${suits ? '' : ' (not for this network)'}
    </option>`;
  };
  const id = idOf(words);
  return field(
    { id, words },
    html`
      <select id=${id} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${groups.map(([title, isIn]) => html`<optgroup label=${title}>${catalog.filter(isIn).map(option)}</optgroup>`)}
      </select>
    `,
  );
}

/** The method, what to know of it, and its options. */
export function methodControls(demo: Demo): TemplateResult {
  const { state } = demo;
  const method = methodById(state.method);
  return html`
    <fieldset class="group">
      <legend>Method</legend>
      ${methodSelect(demo, 'Explained by', state.method, (id) => demo.set(changeMethod(demo, id)))}
      <p class="summary">${method.summary}</p>
      <dl class="about">
        <dt>Forward passes</dt>
        <dd>${method.cost}</dd>
      </dl>
      <details>
        <summary>When to trust it</summary>
        <p class="advice">${method.advice}</p>
        <p class="hint">${method.paper}</p>
      </details>
      ${Object.keys(method.options).length > 0 ? options(demo, method) : nothing}
    </fieldset>
  `;
}

/** Options that the new method does not have are dropped. */
function changeMethod({ state }: Demo, method: string): Partial<Demo['state']> {
  const names = Object.keys(methodById(method).options).map(kebabCase);
  return {
    method,
    options: Object.fromEntries(Object.entries(state.options).filter(([name]) => names.includes(name))),
  };
}

function options(demo: Demo, method: MethodDescriptor): TemplateResult {
  const { state } = demo;
  const isChanged = state.layer !== '' || Object.keys(state.options).length > 0;
  const set = (name: string, value: string | undefined): void => {
    const { [name]: _before, ...others } = state.options;
    demo.set({ options: value === undefined ? others : { ...others, [name]: value } });
  };
  // Later it is the visitor's to open and close.
  return html`
    <details ?open=${guard([method], () => isChanged)}>
      <summary>Options</summary>
      ${Object.entries(method.options).map(([option, descriptor]) => {
        if (descriptor.type === 'layer') return layerField(demo, descriptor);
        const name = kebabCase(option);
        return optionField(option, descriptor, {
          value: state.options[name],
          set: (value) => set(name, value),
        });
      })}
    </details>
  `;
}
