import { catalog, colormapNames, kebabCase, preprocessingNames } from '@pellucid/core';
import { differences, galleries, initialState, nets, views } from './state.js';
import type { DemoState } from './state.js';

/** Names that stand in the address as they are in the state, with the values they may take where these are few. */
const choices = {
  net: nets,
  engine: ['auto', 'webgpu', 'webgl', 'wasm', 'cpu'],
  method: catalog.map(({ id }) => id),
  of: ['', 'logits', 'probabilities'],
  colormap: ['', ...colormapNames.sequential, ...colormapNames.diverging],
  compare: differences,
  gallery: galleries,
} as const satisfies Partial<Record<keyof DemoState, readonly string[]>>;

const texts = ['picture', 'file', 'target', 'layer', 'labels', 'other', 'channel'] as const;

/** The attributes of all methods' options. */
const optionNames = [...new Set(catalog.flatMap(({ options }) => Object.keys(options)))]
  .filter((option) => option !== 'layer')
  .map(kebabCase);

/** The part of the address behind `#`: the view, and what differs from the first visit, as in `explain?method=saliency`. */
export function writeState(state: DemoState): string {
  const query = new URLSearchParams();
  for (const name of [...(Object.keys(choices) as (keyof typeof choices)[]), ...texts]) {
    const value = state[name];
    if (value !== initialState[name] && value !== null) query.set(name, value);
  }
  if (state.opacity !== null) query.set('opacity', String(state.opacity));
  for (const [name, value] of Object.entries({ ...state.options, ...state.preprocessing })) query.set(name, value);
  const written = query.toString();
  return `#${state.view}${written && `?${written}`}`;
}

/** The state that an address stands for. What it cannot mean is left at its default. */
export function readState(hash: string): DemoState {
  const [, name = '', written = ''] = /^#?\/?([^?]*)\??(.*)$/.exec(hash) ?? [];
  const query = new URLSearchParams(written);
  const known = Object.entries(choices).flatMap(([key, values]) => {
    const value = query.get(key);
    return value !== null && (values as readonly string[]).includes(value) ? [[key, value]] : [];
  });
  const free = texts.flatMap((key) => (query.has(key) ? [[key, query.get(key)]] : []));
  const pick = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.flatMap((key) => (query.has(key) ? [[key, query.get(key)!]] : [])));
  return {
    ...initialState,
    ...(Object.fromEntries([...known, ...free]) as Partial<DemoState>),
    view: views.find((view) => view === name) ?? initialState.view,
    opacity: query.has('opacity') ? within(Number(query.get('opacity')), 0, 1) : null,
    options: pick(optionNames),
    preprocessing: pick(preprocessingNames),
  };
}

function within(number: number, minimum: number, maximum: number): number | null {
  return number >= minimum && number <= maximum ? number : null;
}
