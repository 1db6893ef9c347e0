import { catalog } from '@pellucid/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DemoState } from '../src/state/state.js';
import { differences, galleries, initialState, nets, views } from '../src/state/state.js';
import { readState, writeState } from '../src/state/url.js';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const states: fc.Arbitrary<DemoState> = fc.record({
  view: fc.constantFrom(...views),
  picture: fc.option(text),
  net: fc.constantFrom(...nets),
  file: fc.option(text),
  engine: fc.constantFrom('auto', 'webgpu', 'webgl', 'wasm', 'cpu'),
  method: fc.constantFrom(...catalog.map(({ id }) => id)),
  target: text,
  of: fc.constantFrom('', 'logits', 'probabilities'),
  layer: text,
  options: fc.dictionary(fc.constantFrom('steps', 'keep-sign', 'window', 'baseline'), text, { noNullPrototype: true }),
  preprocessing: fc.dictionary(fc.constantFrom('preset', 'mean', 'scale', 'crop'), text, { noNullPrototype: true }),
  labels: text,
  opacity: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)),
  colormap: fc.constantFrom('', 'viridis', 'puor'),
  compare: fc.constantFrom(...differences),
  other: text,
  gallery: fc.constantFrom(...galleries),
  channel: text,
});

describe('the address', () => {
  it('is short for the first visit', () => {
    expect(writeState(initialState)).toBe('#explain');
    expect(readState('')).toEqual(initialState);
    expect(readState('#explain')).toEqual(initialState);
  });

  it('says what differs, and nothing else', () => {
    const state: DemoState = { ...initialState, method: 'occlusion', options: { window: '24' }, opacity: 0.5 };
    expect(writeState(state)).toBe('#explain?method=occlusion&opacity=0.5&window=24');
  });

  it('gives back every state', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(readState(writeState(state))).toEqual(state);
      }),
    );
  });

  it('leaves what it cannot mean at the default', () => {
    const strange = '#nowhere?method=grad-can&engine=steam&opacity=7&colormap=pink&compare=taste&steps=5&unheard=of';
    expect(readState(strange)).toEqual({ ...initialState, options: { steps: '5' } });
  });
});
