import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { field, hintOf, idOf } from './field.js';
import type { Field } from './field.js';

interface TextField extends Omit<Field, 'id'> {
  /** Default: from the words. */
  readonly id?: string;
  readonly value: string;
  readonly placeholder?: string;
  /** Id of a list of suggestions. */
  readonly list?: string;
}

/** One line of text with its label; it counts when the field is left or Enter is pressed. */
export function textField(options: TextField, set: (value: string) => void): TemplateResult {
  const { words, value, placeholder = '', hint, unit, list, id = idOf(words) } = options;
  return field(
    { id, words, unit, hint },
    html`
      <input
        id=${id}
        type="text"
        autocomplete="off"
        spellcheck="false"
        list=${list ?? nothing}
        aria-describedby=${hint ? hintOf(id) : nothing}
        placeholder=${placeholder}
        .value=${value}
        @change=${(event: Event) => set((event.target as HTMLInputElement).value.trim())}
      />
    `,
  );
}
