import { nothing } from 'lit';
import type { ElementPart } from 'lit/directive.js';
import { Directive, PartType, directive } from 'lit/directive.js';
import type { PartInfo } from 'lit/directive.js';
import type { Attributes } from '../state/attributes.js';

class SetAttributes extends Directive {
  private set: ReadonlyMap<string, string> = new Map();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('attributes() stands in the tag of an element.');
  }

  render(_attributes: Attributes): typeof nothing {
    return nothing;
  }

  override update({ element }: ElementPart, [attributes]: [Attributes]): typeof nothing {
    const wanted = new Map(attributes);
    for (const name of this.set.keys()) if (!wanted.has(name)) element.removeAttribute(name);
    for (const [name, value] of wanted) if (this.set.get(name) !== value) element.setAttribute(name, value);
    this.set = wanted;
    return nothing;
  }
}

/** Gives an element a list of attributes, and takes away those that it gave before: `<xai-heatmap ${attributes(list)}>`. */
export const attributes = directive(SetAttributes);
