import { existsSync, readFileSync } from 'node:fs';

/** Something of an element that has a name and a sentence. */
export interface Described {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
}

/** A method or property of an element's class. */
export interface Member extends Described {
  readonly kind: 'field' | 'method';
  readonly privacy?: 'public' | 'protected' | 'private';
  readonly static?: boolean;
  /** The attribute that mirrors it. */
  readonly attribute?: string;
  readonly inheritedFrom?: { readonly name: string };
  readonly parameters?: readonly Described[];
  readonly return?: { readonly type?: { readonly text: string } };
}

/** An element, as the custom elements manifest describes it (schema 1 and 2). */
export interface ElementDeclaration {
  readonly name: string;
  readonly customElement?: boolean;
  readonly tagName?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly attributes?: readonly (Described & { readonly fieldName?: string })[];
  readonly members?: readonly Member[];
  readonly events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
}

interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly ElementDeclaration[] }[];
}

/** The elements of a manifest by their tags' order of writing; none where the file is not there yet. */
export function readManifest(file: string): ElementDeclaration[] {
  if (!existsSync(file)) return [];
  return elementsOf(JSON.parse(readFileSync(file, 'utf8')) as Manifest);
}

/** Declarations that are elements with a tag; base classes and mixins are none. */
export function elementsOf({ modules }: Manifest): ElementDeclaration[] {
  return modules.flatMap(({ declarations = [] }) =>
    declarations.filter(({ customElement, tagName }) => customElement && tagName),
  );
}
