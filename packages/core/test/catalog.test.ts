import { describe, expect, test } from 'vitest';
import { catalog, methodById } from '../src/catalog.js';
import { checkOptions } from '../src/methods/check-options.js';
import { classifierModel, normalTensor } from '../src/testing/index.js';

const input = normalTensor([1, 2, 6, 6], 4);

test('ids and titles are unique, and found by name', () => {
  expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
  expect(new Set(catalog.map(({ title }) => title)).size).toBe(catalog.length);
  for (const descriptor of catalog) expect(methodById(descriptor.id)).toBe(descriptor);
});

test('a mistyped id gets the nearest one', () => {
  expect(() => methodById('gradcam')).toThrow("There is no method 'gradcam'. Did you mean 'grad-cam'?");
  expect(() => methodById('nothing like it')).toThrow(
    /^There is no method 'nothing like it'. The methods are grad-cam, /,
  );
});

test('the table is frozen', () => {
  expect(Object.isFrozen(catalog)).toBe(true);
});

describe.each(catalog)('$id', (method) => {
  test('says what people ask', () => {
    for (const text of [method.title, method.summary, method.definition, method.cost, method.advice, method.paper]) {
      expect(text.trim()).toBe(text);
      expect(text).not.toBe('');
    }
    expect(method.id).toMatch(/^[a-z]+(-[a-z]+)*(\+\+)?$/);
    expect(method.paper).toMatch(/\d{4}/);
    expect(method.summary).toMatch(/^[A-Z].*\.$/);
  });

  test('every option is described, and its default is valid', () => {
    for (const [name, option] of Object.entries(method.options)) {
      expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(option.doc).toMatch(/^[A-Z].*\.$/);
      expect(option.choices !== undefined).toBe(option.type === 'choice');
      // A number may be derived from the input, and its default is words then.
      const derived = option.type === 'integer' && typeof option.default === 'string';
      if (!derived) expect(() => checkOptions({ [name]: option }, { [name]: option.default })).not.toThrow();
    }
  });

  test('the options it resolves are those that it describes, and the defaults are the described ones', async () => {
    const [attribution] = await method.run(classifierModel(), input, {});
    const shared = method.hasTarget ? ['of', 'region', 'target'] : [];
    expect(Object.keys(attribution!.options).sort()).toEqual([...Object.keys(method.options), ...shared].sort());
    expect(attribution!.method).toBe(method.id);
    expect(attribution!.targets).toHaveLength(method.hasTarget ? 1 : 0);
    for (const [name, { type, default: described }] of Object.entries(method.options)) {
      if (type === 'integer' && typeof described === 'string') continue;
      expect(attribution!.options[name]).toEqual(described);
    }
  });

  test('what it resolved runs again to the same values', async () => {
    const [first] = await method.run(classifierModel(), input, {});
    const { target: _, ...options } = first!.options;
    const [again] = await method.run(classifierModel(), input, options);
    expect(again).toEqual(first);
  });

  test('it needs what it says', async () => {
    const model = classifierModel();
    const [attribution] = await method.run(model, input, {});
    expect(model.counts.vjp > 0).toBe(method.needs.includes('gradient'));
    if (method.needs.includes('feature layer')) expect(attribution!.layer).not.toBeNull();
    const forms = { pixel: 'input', window: 'map', 'feature map': method.hasTarget ? 'map' : 'activation' } as const;
    expect(attribution!.form).toBe(forms[method.resolution]);
  });

  test('a list of targets gives one attribution each', async () => {
    if (!method.hasTarget) return;
    const attributions = await method.run(classifierModel(), input, { target: [{ class: 0 }, { class: 1 }] });
    expect(attributions.map(({ targets }) => targets[0]!.index)).toEqual([0, 1]);
  });

  test('a stream ends in what run gives', async () => {
    if (!method.stream) return;
    let last;
    for await (const partial of method.stream(classifierModel(), input, {})) last = partial;
    expect(last).toEqual(await method.run(classifierModel(), input, {}));
  });
});
