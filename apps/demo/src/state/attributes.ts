import { catalog, kebabCase, methodById } from '@pellucid/core';
import { differenceOf, otherSide } from './state.js';
import type { DemoState } from './state.js';

/** Attributes of an element, in the order in which people write them. */
export type Attributes = readonly (readonly [name: string, value: string])[];

/** What the network of a state allows; null before it is known. */
export type AllowedMethods = readonly string[] | null;

/** The network, and how it is run. */
function ofNetwork(state: DemoState): Attributes {
  return [
    ['backend', state.net === 'tfjs' ? 'tfjs' : 'auto'],
    ['engine', state.engine],
    ...(state.net === 'own' ? Object.entries(state.preprocessing) : []),
    ['labels', state.net === 'own' ? state.labels : ''],
  ];
}

const ofLooks = ({ opacity, colormap }: DemoState): Attributes => [
  ['opacity', opacity === null ? '' : String(opacity)],
  ['colormap', colormap],
];

/** What is explained, by which method. */
function ofMethod(state: DemoState): Attributes {
  const { method, target, of, layer, options } = state;
  const descriptor = methodById(method);
  const own = Object.keys(descriptor.options).map(kebabCase);
  return [
    ['method', method],
    ...(descriptor.hasTarget ? ofTarget(target, of) : []),
    ['layer', own.includes('layer') ? layer : ''],
    ...Object.entries(options).filter(([name]) => own.includes(name)),
  ];
}

const ofTarget = (target: string, of: string): Attributes => [
  ['target', target],
  ['of', of],
];

/**
 * The attributes by which an element shows what the state says: those that differ from the element's defaults. The same
 * list is what the page sets and what it offers to copy.
 */
export function attributesOf(state: DemoState, allowed: AllowedMethods = null): Attributes {
  return allAttributes(state, allowed).filter(([name, value]) =>
    value === '' ? name in switches : value !== defaults[name],
  );
}

/** Defaults of the elements. */
const defaults: Readonly<Record<string, string>> = {
  backend: 'auto',
  engine: 'auto',
  method: 'grad-cam',
  target: 'top',
  layer: 'auto',
};

/** Attributes of which an empty value says something. */
const switches: Readonly<Record<string, true>> = Object.fromEntries(
  catalog.flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { type }]) =>
      type === 'boolean' ? [[kebabCase(name), true as const]] : [],
    ),
  ),
);

function allAttributes(state: DemoState, allowed: AllowedMethods): Attributes {
  switch (state.view) {
    case 'explain':
    case 'camera':
      return [...ofNetwork(state), ...ofMethod(state), ...ofLooks(state)];
    case 'methods':
      return [
        ...ofNetwork(state),
        ['methods', galleryOf(state, allowed).join(',')],
        ...ofTarget(state.target, state.of),
        ...ofLooks(state),
      ];
    case 'compare':
      return [...ofNetwork(state), ...ofMethod(state), ...ofOther(state), ...ofLooks(state)];
    case 'activations':
      return [...ofNetwork(state), ['layer', state.layer], ['channel', state.channel]];
  }
}

/** The other side of a comparison. */
function ofOther(state: DemoState): Attributes {
  const other = otherSide(state);
  switch (differenceOf(state)) {
    case 'runtime':
      return [['backend-b', state.net === 'tfjs' ? 'ort' : 'tfjs']];
    case 'method':
      return [['method-b', other]];
    case 'target':
      return [['target-b', other]];
    case 'engine':
      return [['engine-b', other]];
  }
}

/** Methods of the gallery; empty for all that the network allows. Costs that are a plain number are small ones. */
export function galleryOf({ gallery }: DemoState, allowed: AllowedMethods): readonly string[] {
  if (gallery === 'all') return [];
  return catalog
    .filter(({ id, cost, hasTarget }) => hasTarget && Number.isFinite(Number(cost)) && (allowed?.includes(id) ?? true))
    .map(({ id }) => id);
}
