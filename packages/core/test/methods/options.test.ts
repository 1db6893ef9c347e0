import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  cam,
  catalog,
  eigenCam,
  gradCam,
  guidedBackprop,
  guidedGradCam,
  hiresCam,
  occlusion,
  occlusionStream,
  saliency,
} from '../../src/index.js';
import type { Attribution, Target, Targets } from '../../src/index.js';
import { checkOptions } from '../../src/methods/check-options.js';
import { classifierModel, normalTensor } from '../../src/testing/index.js';
import { explainers } from './functions.js';

const input = normalTensor([1, 2, 6, 6]);

describe('one target gives one attribution, a list gives a list', () => {
  const model = classifierModel();

  test('of every method that has a target', () => {
    const ids = catalog.filter(({ hasTarget }) => hasTarget).map(({ id }) => id);
    expect(explainers.map(([id]) => id)).toEqual(ids);
  });

  test.each(explainers)('%s', async (id, method) => {
    expect(await method(model, input)).toMatchObject({ method: id });
    expect(await method(model, input, { target: { class: 1 } })).toMatchObject({ method: id });
    expect(await method(model, input, { target: [{ class: 1 }] })).toEqual([expect.objectContaining({ method: id })]);
  });

  test('and so do the types', () => {
    const either = { top: 1 } as Targets;
    const list: readonly Target[] = [{ class: 207 }, { contrast: [207, 281] }];
    const calls = {
      none: () => gradCam(model, input),
      empty: () => gradCam(model, input, {}),
      without: () => gradCam(model, input, { upsampling: 'none' }),
      one: () => gradCam(model, input, { target: { class: 207 } }),
      contrast: () => saliency(model, input, { target: { contrast: [207, 281] }, of: 'probabilities' }),
      neuron: () => cam(model, input, { target: { layer: 'conv', channel: 3, position: [1, 2] } }),
      several: () => gradCam(model, input, { target: [{ class: 207 }, { top: 1 }] }),
      list: () => occlusion(model, input, { target: list }),
      centred: () => eigenCam(model, input, { target: list, centre: true }),
      layers: () => hiresCam(model, input, { layer: ['conv', 'features'] }),
      either: () => guidedBackprop(model, input, { target: either }),
      stream: () => occlusionStream(model, input, { target: { top: 1 } }),
      streams: () => occlusionStream(model, input, { target: list }),
    };
    expectTypeOf(calls.none).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.empty).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.without).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.one).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.contrast).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.neuron).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.several).returns.resolves.toEqualTypeOf<Attribution[]>();
    expectTypeOf(calls.list).returns.resolves.toEqualTypeOf<Attribution[]>();
    expectTypeOf(calls.centred).returns.resolves.toEqualTypeOf<Attribution[]>();
    expectTypeOf(calls.layers).returns.resolves.toEqualTypeOf<Attribution>();
    expectTypeOf(calls.either).returns.resolves.toEqualTypeOf<Attribution | Attribution[]>();
    expectTypeOf(calls.stream).returns.toEqualTypeOf<AsyncGenerator<Attribution>>();
    expectTypeOf(calls.streams).returns.toEqualTypeOf<AsyncGenerator<Attribution[]>>();
    // @ts-expect-error a target has one form
    expectTypeOf(() => gradCam(model, input, { target: { klass: 207 } })).toBeFunction();
    // @ts-expect-error a map times the gradient at the input comes to the size of the input
    expectTypeOf(() => guidedGradCam(model, input, { upsampling: 'none' })).toBeFunction();
    // @ts-expect-error CAM has no layer to choose
    expectTypeOf(() => cam(model, input, { layer: 'conv' })).toBeFunction();
  });
});

describe('options are checked against their descriptors', () => {
  const descriptors = {
    count: { type: 'integer', minimum: 1, maximum: 9, default: 5, doc: '' },
    size: { type: 'integer', pair: true, minimum: 1, default: 'all', doc: '' },
    share: { type: 'number', minimum: 0, default: 0.5, doc: '' },
    keep: { type: 'boolean', default: false, doc: '' },
    kind: { type: 'choice', choices: ['mean', 'zero'], default: 'mean', doc: '' },
    layer: { type: 'layer', default: 'auto', doc: '' },
  } as const;

  test('what fits, and what is left out', () => {
    expect(() => checkOptions(descriptors, {})).not.toThrow();
    expect(() => checkOptions(descriptors, { count: undefined })).not.toThrow();
    expect(() =>
      checkOptions(descriptors, { count: 9, size: 3, share: 0, keep: true, kind: 'zero', layer: 'conv' }),
    ).not.toThrow();
    expect(() => checkOptions(descriptors, { size: [3, 4], unrelated: {} })).not.toThrow();
  });

  test.each<[Record<string, unknown>, string]>([
    [{ count: 0 }, "Option 'count' should be 1 or more, but got 0."],
    [{ count: 10 }, "Option 'count' should be 9 or less, but got 10."],
    [{ count: 1.5 }, "Option 'count' should be a whole number, but got 1.5."],
    [{ count: '3' }, 'Option \'count\' should be a whole number, but got "3".'],
    [{ count: [3, 4] }, "Option 'count' should be a whole number, but got [3,4]."],
    [{ size: [3, 0] }, "Option 'size' should be 1 or more, but got 0."],
    [{ size: [1, 2, 3] }, "Option 'size' should be a whole number, but got [1,2,3]."],
    [{ share: Number.NaN }, "Option 'share' should be a number, but got NaN."],
    [{ share: Number.POSITIVE_INFINITY }, "Option 'share' should be a number, but got Infinity."],
    [{ keep: 1 }, "Option 'keep' should be true or false, but got 1."],
    [{ kind: 'maen' }, "Option 'kind' should be one of mean, zero, but got \"maen\". Did you mean 'mean'?"],
    [{ kind: null }, "Option 'kind' should be one of mean, zero, but got null."],
    [{ layer: 3 }, "Option 'layer' should be the name of a layer, but got 3."],
  ])('%o', (options, message) => {
    expect(() => checkOptions(descriptors, options)).toThrow(expect.objectContaining({ code: 'usage', message }));
  });
});
