import { kebabCase } from '@pellucid/core';
import type { OptionDescriptor } from '@pellucid/core';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { field, hintOf } from './field.js';
import { selectField } from './select-field.js';
import { textField } from './text-field.js';

interface OptionFieldHost {
  /** Text of the attribute; undefined where it is not set. */
  readonly value: string | undefined;
  /** @param value undefined for the default */
  set(value: string | undefined): void;
}

/** A form field for one option of a method, made from what the catalog says of it. */
export function optionField(option: string, descriptor: OptionDescriptor, host: OptionFieldHost): TemplateResult {
  const words = wordsOf(option);
  const { type, pair, several, default: otherwise, doc: hint, unit } = descriptor;
  const id = `option-${kebabCase(option)}`;
  const { value, set } = host;
  if (type === 'boolean') return switchField(id, words, descriptor, host);
  if (type === 'choice') {
    if (several) return severalField(id, words, descriptor, host);
    const choices = (descriptor.choices ?? []).map((choice) => [choice, choice] as const);
    return selectField({ id, words, hint, choices, value: value ?? String(otherwise) }, (chosen) =>
      set(chosen === otherwise ? undefined : chosen),
    );
  }
  if (!pair && !several) return numberField(id, words, descriptor, host);
  const both = pair ? `${hint} One number, or height,width.` : `${hint} One, or several with commas.`;
  return textField({ id, words, unit, hint: both, value: value ?? '', placeholder: String(otherwise) }, (text) =>
    set(text || undefined),
  );
}

/** What is out of range is said in words where it is used, beside the picture. */
function numberField(
  id: string,
  words: string,
  { type, minimum, maximum, unit, default: otherwise, doc: hint }: OptionDescriptor,
  { value = '', set }: OptionFieldHost,
): TemplateResult {
  return field(
    { id, words, unit, hint },
    html`
      <input
        id=${id}
        type="number"
        inputmode=${type === 'integer' ? 'numeric' : 'decimal'}
        min=${minimum ?? ''}
        max=${maximum ?? ''}
        step=${type === 'integer' ? 1 : 'any'}
        aria-describedby=${hintOf(id)}
        placeholder=${String(otherwise)}
        .value=${value}
        @change=${(event: Event) => set((event.target as HTMLInputElement).value || undefined)}
      />
    `,
  );
}

function switchField(
  id: string,
  words: string,
  descriptor: OptionDescriptor,
  { value, set }: OptionFieldHost,
): TemplateResult {
  const isOn = value === undefined ? descriptor.default === true : value !== 'false';
  const change = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    set(checked === descriptor.default ? undefined : checked ? '' : 'false');
  };
  return html`
    <div class="field">
      <label class="check">
        <input type="checkbox" aria-describedby=${hintOf(id)} .checked=${isOn} @change=${change} /> ${words}
      </label>
      <p class="hint" id=${hintOf(id)}>${descriptor.doc}</p>
    </div>
  `;
}

function severalField(
  id: string,
  words: string,
  { choices = [], default: otherwise, doc }: OptionDescriptor,
  { value, set }: OptionFieldHost,
): TemplateResult {
  const chosen = (value ?? String(otherwise)).split(',');
  const toggle = (choice: string, isOn: boolean): void => {
    const next = choices.filter((each) => (each === choice ? isOn : chosen.includes(each))).join(',');
    set(next === '' || next === otherwise ? undefined : next);
  };
  return html`
    <fieldset class="field" aria-describedby=${hintOf(id)}>
      <legend class="label">${words}</legend>
      <div class="checks">
        ${choices.map(
          (choice) => html`
            <label class="check">
              <input
                type="checkbox"
                .checked=${chosen.includes(choice)}
                @change=${(event: Event) => toggle(choice, (event.target as HTMLInputElement).checked)}
              />
              ${choice}
            </label>
          `,
        )}
      </div>
      <p class="hint" id=${hintOf(id)}>${doc}</p>
    </fieldset>
  `;
}

/** `keepSign` is "Keep sign". */
function wordsOf(option: string): string {
  const words = kebabCase(option).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
