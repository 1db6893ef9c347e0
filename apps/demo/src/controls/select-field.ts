import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { field, hintOf, idOf } from './field.js';
import type { Field } from './field.js';

interface SelectField extends Omit<Field, 'id'> {
  /** Default: from the words. */
  readonly id?: string;
  readonly value: string;
  /** Value and what it is called. */
  readonly choices: readonly (readonly [value: string, words: string])[];
}

/** A drop-down list with its label. */
export function selectField(options: SelectField, set: (value: string) => void): TemplateResult {
  const { words, value, choices, hint, id = idOf(words) } = options;
  return field(
    { id, words, hint },
    html`
      <select
        id=${id}
        aria-describedby=${hint ? hintOf(id) : nothing}
        @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}
      >
        ${choices.map(([choice, name]) => html`<option value=${choice} .selected=${choice === value}>${name}</option>`)}
      </select>
    `,
  );
}
