import { html, LitElement, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import { idOf } from './field.js';
import { selectField } from './select-field.js';
import type { TargetKind } from './target-kind.js';
import { contrastOf, targetKindOf } from './target-kind.js';
import { textField } from './text-field.js';

const kinds: readonly (readonly [TargetKind, string])[] = [
  ['predicted', 'the predicted class'],
  ['class', 'another class'],
  ['contrast', 'why this class and not that'],
  ['other', 'something else'],
];

/**
 * What is explained: the predicted class, a class by name, a contrast, or any target as text.
 *
 * @element demo-target
 * @fires {CustomEvent<string>} demo-target - The target, as text
 */
export class DemoTarget extends LitElement {
  static override properties: PropertyDeclarations = {
    target: { attribute: false },
    labels: { attribute: false },
    words: { attribute: false },
    chosen: { state: true },
    sides: { state: true },
  };

  declare target: string;
  declare labels: readonly string[] | null;
  /** What the list of kinds is called. */
  declare words: string;
  /** A kind that was chosen, and not filled in yet. */
  declare chosen: TargetKind | null;
  /** A contrast of which one side may still be missing. */
  declare sides: readonly [string, string];

  constructor() {
    super();
    this.target = 'top';
    this.labels = null;
    this.words = 'What is explained';
    this.chosen = null;
    this.sides = ['', ''];
  }

  /** In the page's own tree, with its styles. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  private choose(kind: TargetKind): void {
    this.chosen = kind;
    this.sides = ['', ''];
    if (kind === 'predicted') this.give('top');
  }

  private give(target: string): void {
    if (target === '') return;
    this.chosen = null;
    this.dispatchEvent(new CustomEvent('demo-target', { detail: target }));
  }

  protected override render(): TemplateResult {
    const kind = this.chosen ?? targetKindOf(this.target, this.labels);
    const id = idOf(this.words);
    return html`
      ${selectField({ id, words: this.words, value: kind, choices: kinds }, (chosen) => this.choose(chosen as TargetKind))}
      ${this.details(kind, id)}
    `;
  }

  private details(kind: TargetKind, id: string): TemplateResult | typeof nothing {
    const value = this.chosen ? '' : this.target;
    const hint = this.labels ? 'Type a part of its name, or its index.' : 'The index of the class: no names are known.';
    const list = this.labels ? { list: 'classes' } : {};
    switch (kind) {
      case 'predicted':
        return nothing;
      case 'class':
        return textField({ id: `${id}-class`, words: 'Class', value, hint, ...list }, (text) => this.give(text));
      case 'contrast': {
        const sides = this.chosen ? this.sides : (contrastOf(this.target, this.labels) ?? this.sides);
        const set = (next: readonly [string, string]): void => {
          this.sides = next;
          if (next.every((side) => side !== '')) this.give(next.join('-'));
        };
        return html`<div class="pair">
          ${textField({ id: `${id}-why`, words: 'Why', value: sides[0], ...list }, (text) => set([text, sides[1]]))}
          ${textField({ id: `${id}-not`, words: 'and not', value: sides[1], ...list }, (text) => set([sides[0], text]))}
        </div>`;
      }
      case 'other':
        return textField(
          {
            id: `${id}-text`,
            words: 'Target',
            value,
            placeholder: 'top:2',
            hint: 'top:2 (the second class), output:NAME[i,j], layer:NAME[channel] or layer:NAME[channel,y,x].',
          },
          (text) => this.give(text),
        );
    }
  }
}
