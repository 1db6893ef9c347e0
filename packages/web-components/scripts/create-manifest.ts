// @ts-expect-error: it has no types
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { catalog, kebabCase } from '@pellucid/core';
import type { LitElement } from 'lit';
import * as components from '../src/index.js';
import { packageFolder } from './build-bundle.js';

interface Member {
  readonly kind: string;
  readonly name: string;
  readonly privacy?: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
  readonly inheritedFrom?: unknown;
  readonly attribute?: string;
}

interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly tagName?: string;
  readonly members?: readonly Member[];
  readonly events?: readonly { readonly name: string }[];
  readonly attributes?: readonly { readonly name: string }[];
}

type Analyze = (options: { argv: string[]; cwd: string; noWrite: true }) => Promise<unknown>;

interface Manifest {
  readonly modules: readonly { readonly path: string; readonly declarations: readonly Declaration[] }[];
}

/** The manifest of all elements, as the file's text. */
export async function createManifest(): Promise<string> {
  const argv = ['analyze', '--litelement', '--globs', 'src/elements/*.ts', '--quiet'];
  const found = (await (cli as Analyze)({ argv, cwd: packageFolder, noWrite: true })) as Manifest;
  const modules = found.modules
    .map((module) => ({ ...module, declarations: module.declarations.filter(({ tagName }) => tagName).map(corrected) }))
    .filter(({ declarations }) => declarations.length > 0)
    .toSorted((a, b) => a.path.localeCompare(b.path));
  return `${JSON.stringify({ ...found, modules }, null, 2)}\n`;
}

/** An element with what pages can use of it, and its attributes as its class has them: the analyzer follows no variables. */
function corrected(declaration: Declaration): Declaration {
  const { members = [], events = [] } = declaration;
  const element = elementNamed(declaration.name);
  const shown = members.filter(({ privacy, name }) => (privacy ?? 'public') === 'public' && !isState(element, name));
  const attributes = [...element.elementProperties].flatMap(([property, options]) => {
    if (options.state || options.attribute === false) return [];
    const member = members.find(({ name }) => name === property);
    const name = typeof options.attribute === 'string' ? options.attribute : String(property).toLowerCase();
    return [{ name, fieldName: String(property), description: member?.description, type: member?.type }];
  });
  return {
    ...declaration,
    members: shown.map(({ inheritedFrom: _, attribute: __, ...member }) => member),
    // The analyzer takes the parameter of a method that sends events for another event.
    events: events.filter(({ name }) => name.startsWith('xai-')),
    attributes: [...attributes, ...optionAttributes(attributes.map(({ name }) => name))],
  };
}

/** Whether a member is the element's own state: read by pages, and set by nobody else. */
function isState(element: typeof LitElement, name: string): boolean {
  return element.elementProperties.get(name)?.state === true && !readable.includes(name);
}

/** State that pages read. */
const readable = ['status', 'progress', 'error', 'result'];

/** The options of all methods: each is an attribute, described as the first method that has it does. */
function optionAttributes(taken: readonly string[]): { name: string; description: string; type: { text: string } }[] {
  const options = new Map(catalog.flatMap(({ options }) => Object.entries(options)).reverse());
  return [...options].reverse().flatMap(([option, { doc, type }]) => {
    const name = kebabCase(option);
    return taken.includes(name) ? [] : [{ name, description: doc, type: { text: type } }];
  });
}

function elementNamed(name: string): typeof LitElement {
  const element = components[name as keyof typeof components] as unknown as typeof LitElement | undefined;
  // Lit looks at the properties when the attributes are asked for.
  if (element?.observedAttributes) return element;
  throw new Error(`src/index.ts exports no element ${name}.`);
}
