import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';

export interface Field {
  /** Id of the control, for its label and its hint; once in a page. */
  readonly id: string;
  readonly words: string;
  /** What its numbers are. */
  readonly unit?: string | undefined;
  /** Read after its name, as its description. */
  readonly hint?: string | undefined;
}

/** A control with its label above and a hint below it. The control has the field's id, and is described by `hintOf(id)`. */
export function field({ id, words, unit, hint }: Field, control: TemplateResult): TemplateResult {
  return html`
    <div class="field">
      <label class="label" for=${id}>${words}${unit ? html` <span class="unit">${unit}</span>` : nothing}</label>
      ${control} ${hint ? html`<p class="hint" id=${hintOf(id)}>${hint}</p>` : nothing}
    </div>
  `;
}

/** Id of a field's hint. */
export function hintOf(id: string): string {
  return `${id}-hint`;
}

/** `Second target` is `second-target`. */
export function idOf(words: string): string {
  return words.toLowerCase().replaceAll(/\W+/g, '-');
}
