import { kebabCase } from '@pellucid/core';
import type { MethodDescriptor } from '@pellucid/core';
import type { Described, ElementDeclaration, Member } from './manifest.js';
import { table } from './markdown.js';

/** The reference of the web components: what the manifest says of each element, and the catalog of the methods' options. */
export function elementsPage(elements: readonly ElementDeclaration[], methods: readonly MethodDescriptor[]): string {
  return [
    '# Elements',
    'Attributes, events, slots, parts and properties of each element. How they are used is in [web components](web-components.md).',
    ...elements.flatMap(elementSection),
    '## Options of methods as attributes',
    'Every option of every method is an attribute, and a key of the property `options`. Types and defaults are on the pages of the methods.',
    optionTable(methods),
  ].join('\n\n');
}

function elementSection(element: ElementDeclaration): string[] {
  const {
    tagName,
    summary,
    description,
    attributes = [],
    members = [],
    events,
    slots,
    cssParts,
    cssProperties,
  } = element;
  const words = [summary, description].filter((text) => text !== undefined);
  const mirrored = attributes.map(({ fieldName }) => fieldName);
  const open = members.filter(isPublic);
  return [
    `## \`<${tagName}>\``,
    ...words,
    ...section('Attributes', ['attribute', 'type', 'default', 'meaning'], attributes, (one) => [
      span(one.name),
      span(one.type?.text),
      span(one.default),
      line(one.description),
    ]),
    ...section(
      'Properties without an attribute',
      ['property', 'type', 'default', 'meaning'],
      open.filter(
        ({ kind, name, attribute }) => kind === 'field' && attribute === undefined && !mirrored.includes(name),
      ),
      (one) => [span(one.name), span(one.type?.text), span(one.default), line(one.description)],
    ),
    ...section(
      'Methods',
      ['method', 'gives', 'meaning'],
      open.filter(({ kind }) => kind === 'method'),
      (one) => [span(signature(one)), span(one.return?.type?.text), line(one.description)],
    ),
    ...section('Events', ['event', 'type', 'meaning'], events, (one) => [
      span(one.name),
      span(one.type?.text),
      line(one.description),
    ]),
    ...named('Slots', 'slot', slots),
    ...named('CSS parts', 'part', cssParts),
    ...section('CSS custom properties', ['property', 'default', 'meaning'], cssProperties, (one) => [
      span(one.name),
      span(one.default),
      line(one.description),
    ]),
  ];
}

/** What is for users: not inherited of lit and the DOM, nor of the class itself. */
const isPublic = ({ privacy = 'public', name, static: isStatic, inheritedFrom }: Member): boolean =>
  privacy === 'public' &&
  !isStatic &&
  !/^[_#]/.test(name) &&
  !lifecycle.has(name) &&
  inheritedFrom?.name !== 'LitElement';

/** What lit and the platform call. */
const lifecycle = new Set([
  'render',
  'connectedCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'adoptedCallback',
  'formAssociatedCallback',
  'requestUpdate',
  'willUpdate',
  'update',
  'updated',
  'firstUpdated',
  'shouldUpdate',
  'createRenderRoot',
]);

const signature = ({ name, parameters = [] }: Member): string =>
  `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;

function section<One>(
  title: string,
  head: readonly string[],
  list: readonly One[] | undefined,
  row: (one: One) => string[],
): string[] {
  return list && list.length > 0 ? [`### ${title}`, table(list.map(row), head)] : [];
}

function named(title: string, head: string, list: readonly Described[] | undefined): string[] {
  return section(title, [head, 'meaning'], list, ({ name, description }) => [
    name === '' ? '(default)' : span(name),
    line(description),
  ]);
}

/** Code in a cell; nothing for nothing. */
const span = (text: string | undefined): string => (text === undefined || text === '' ? '' : `\`${oneLine(text)}\``);

/** Words in a cell. A tag that is meant as a word would be one, so it is written as code. */
const line = (text: string | undefined): string =>
  oneLine(text ?? '').replace(/(?<!`)<(\/?[a-z][\w-]*)>(?!`)/gi, '`<$1>`');

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

function optionTable(methods: readonly MethodDescriptor[]): string {
  const options = new Map<string, { doc: string; of: string[] }>();
  for (const { title, options: own } of methods) {
    for (const [name, { doc }] of Object.entries(own)) {
      const entry = options.get(name) ?? { doc, of: [] };
      entry.of.push(title);
      options.set(name, entry);
    }
  }
  return table(
    [...options].map(([name, { doc, of }]) => [`\`${kebabCase(name)}\``, doc, of.join(', ')]),
    ['attribute', 'meaning, for the first of its methods', 'methods'],
  );
}
