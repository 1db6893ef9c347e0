import { XaiError, catalog } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import type { ExplanationResult } from '../../src/protocol.js';
import {
  commonError,
  galleryOf,
  galleryWords,
  parseMethods,
  quickestFirst,
  wholeProgress,
} from '../../src/gallery/gallery.js';
import type { MethodOutcome } from '../../src/gallery/gallery.js';

const ids = catalog.map(({ id }) => id);
const failed = (method: string, error: XaiError): MethodOutcome => ({ method, milliseconds: 1, result: null, error });
const done = (method: string): MethodOutcome => ({
  method,
  milliseconds: 1,
  result: {} as ExplanationResult,
  error: null,
});

describe('the methods of a gallery', () => {
  it('are those of a list, each once and in its order', () => {
    expect(parseMethods(' saliency, grad-cam,,saliency')).toEqual(['saliency', 'grad-cam']);
  });

  it('are named with the nearest where there is none of that name', () => {
    expect(() => parseMethods('grad-cam,salience')).toThrow(
      /There is no method 'salience'\. Did you mean 'saliency'\?/,
    );
  });

  it('have maps of a target', () => {
    expect(() => parseMethods('activations')).toThrow(/<xai-activations>/);
    expect(() => parseMethods(' , ')).toThrow(/methods names methods/);
    expect(galleryOf(ids)).toEqual(catalog.filter(({ hasTarget }) => hasTarget).map(({ id }) => id));
  });

  it('stand in the order of the catalog, whatever the order of what suits the network', () => {
    expect(galleryOf(['saliency', 'cam', 'grad-cam'])).toEqual(['grad-cam', 'cam', 'saliency']);
  });

  it('are computed with the slow ones last, those that are alike in their order', () => {
    const order = quickestFirst([
      'occlusion',
      'smoothgrad',
      'recipro-cam',
      'saliency',
      'layer-cam',
      'grad-cam',
      'score-cam',
    ]);
    expect(order).toEqual(['layer-cam', 'grad-cam', 'saliency', 'recipro-cam', 'smoothgrad', 'occlusion', 'score-cam']);
  });

  it('all have a place in the order', () => {
    expect(quickestFirst(ids).toSorted()).toEqual(ids.toSorted());
  });
});

describe('what is wrong with all methods', () => {
  const layer = new XaiError('usage', "The network has no layer 'x'.");
  const picture = new XaiError('input-invalid', 'There is nothing there.');

  it('is the error that each of them has', () => {
    expect(commonError([failed('a', layer), failed('b', layer)], 2)).toBe(layer);
    expect(commonError([failed('a', layer), failed('b', layer)], 3)).toBeNull();
    expect(commonError([failed('a', layer), failed('b', picture)], 2)).toBeNull();
    expect(commonError([failed('a', layer), done('b')], 2)).toBeNull();
    expect(commonError([], 2)).toBeNull();
  });

  it('is said after two where the picture cannot be read', () => {
    expect(commonError([failed('a', picture)], 19)).toBeNull();
    expect(commonError([failed('a', picture), failed('b', picture)], 19)).toBe(picture);
  });
});

describe('progress of a gallery', () => {
  const progress = { done: 7, total: 19, unit: 'methods', method: 'occlusion' };
  const within = { done: 12, total: 100, unit: 'windows' };

  it('is said for the method under way and for all', () => {
    expect(galleryWords({ ...progress, within })).toBe('Occlusion sensitivity: 12 of 100 windows; 7 of 19 methods');
    expect(galleryWords({ ...progress, within: null })).toBe('Occlusion sensitivity; 7 of 19 methods');
  });

  it('counts the part of the method under way', () => {
    expect(wholeProgress({ ...progress, within }).done).toBeCloseTo(7.12);
    expect(wholeProgress({ ...progress, within: null }).done).toBe(7);
  });
});
