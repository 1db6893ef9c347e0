import { XaiError } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { comparedAs, comparedValues, comparisonError, hasOneUnit } from '../../src/compare/comparison.js';
import type { Side } from '../../src/compare/comparison.js';
import { changesOfOther } from '../../src/compare/other-side.js';
import type { OtherSettings, SideSettings } from '../../src/compare/other-side.js';
import { sideNames } from '../../src/compare/side-names.js';
import { resultOf } from './result.js';

const first: SideSettings = {
  method: 'grad-cam',
  model: null,
  modelFiles: null,
  backend: 'auto',
  engine: 'auto',
  target: 'top',
  layer: null,
};
const nothing: OtherSettings = {
  methodB: null,
  modelB: null,
  modelFilesB: null,
  backendB: null,
  engineB: null,
  targetB: null,
  layerB: null,
};

describe('what of the second explanation differs', () => {
  it('is what is said, and nothing else', () => {
    expect(changesOfOther({ ...nothing, methodB: 'saliency' }, first)).toEqual({ method: 'saliency' });
    expect(changesOfOther({ ...nothing, targetB: 'dog', engineB: 'cpu' }, first)).toEqual({
      target: 'dog',
      engine: 'cpu',
    });
  });

  it('is another network in place of files, or files in place of a network', () => {
    const files = [new File([], 'net.onnx')];
    const given = { ...first, modelFiles: files };
    expect(changesOfOther({ ...nothing, modelB: 'b.onnx' }, given)).toEqual({ model: 'b.onnx', modelFiles: null });
    expect(changesOfOther({ ...nothing, modelB: '' }, given)).toEqual({ model: '', modelFiles: null });
    expect(changesOfOther({ ...nothing, modelFilesB: files }, first)).toEqual({ modelFiles: files });
  });

  it('is the runtime of the sample net, where nothing is said', () => {
    expect(changesOfOther(nothing, first)).toEqual({ backend: 'tfjs' });
    expect(changesOfOther(nothing, { ...first, backend: 'tfjs' })).toEqual({ backend: 'ort' });
    // An empty attribute says nothing.
    expect(changesOfOther({ ...nothing, methodB: '' }, first)).toEqual({ backend: 'tfjs' });
  });

  it('has to be said for other networks', () => {
    expect(() => changesOfOther(nothing, { ...first, model: 'net.onnx' })).toThrow(/Give method-b, model-b/);
  });
});

describe('the names of two sides', () => {
  it('are what differs, of the results', () => {
    const [a, b] = [resultOf(), resultOf({ method: 'saliency' })];
    expect(sideNames(first, { method: 'saliency' }, [a, b])).toEqual(['Grad-CAM', 'Saliency']);
    const other = resultOf({ runtime: { name: 'tfjs', engine: 'webgl' } });
    expect(sideNames(first, { backend: 'tfjs' }, [a, other])).toEqual([
      'ONNX Runtime on wasm',
      'TensorFlow.js on webgl',
    ]);
  });

  it('say what is explained where that came out different', () => {
    const names = sideNames(first, { model: 'b.onnx' }, [resultOf(), resultOf({ file: 'b.onnx', title: 'dog' })]);
    expect(names).toEqual(['net.onnx, cat', 'b.onnx, dog']);
  });

  it('are what the settings say while a result is missing', () => {
    expect(sideNames(first, { model: 'https://host/models/b.onnx?v=2' }, null)).toEqual(['sample net', 'b.onnx']);
    expect(sideNames(first, { target: 'dog', layer: 'conv5' }, null)).toEqual([
      'top class, layer found by itself',
      'dog, layer conv5',
    ]);
  });

  it('are A and B, where words alone do not tell them apart', () => {
    expect(sideNames(first, { engine: 'webgpu' }, [resultOf(), resultOf()])).toEqual([
      'A: ONNX Runtime on wasm',
      'B: ONNX Runtime on wasm',
    ]);
    expect(sideNames(first, {}, null)).toEqual(['A', 'B']);
  });
});

describe('what of two results is compared', () => {
  const attribution = resultOf({
    method: 'saliency',
    form: 'input',
    shape: [1, 2, 2, 2],
    values: [1, 2, 3, 4, -5, 0, 0, 0],
  });

  it('is the raw values, where they have one shape', () => {
    expect(comparedAs(resultOf(), resultOf())).toBe('values');
    expect(comparedAs(attribution, attribution)).toBe('values');
    expect(comparedValues(attribution, 'values')).toBe(attribution.attribution.values);
  });

  it('is what is drawn, where one has channels', () => {
    expect(comparedAs(resultOf(), attribution)).toBe('drawn');
    const { data, shape } = comparedValues(attribution, 'drawn');
    expect([[...data], shape]).toEqual([
      [5, 2, 3, 4],
      [1, 2, 2],
    ]);
  });

  it('is nothing for maps of other sides, and for what is no map', () => {
    expect(comparedAs(resultOf(), resultOf({ shape: [1, 1, 4] }))).toBeNull();
    expect(comparedAs(resultOf(), resultOf({ form: 'activation', shape: [1, 1, 2, 2] }))).toBeNull();
  });

  it('has one unit only with the same method and the same quantity', () => {
    expect(hasOneUnit(resultOf(), resultOf({ title: 'dog' }))).toBe(true);
    expect(hasOneUnit(resultOf(), resultOf({ method: 'hires-cam' }))).toBe(false);
    expect(hasOneUnit(resultOf(), resultOf({ unit: 'attribution of the probability' }))).toBe(false);
  });
});

describe('the error of a comparison', () => {
  const done: Side = { result: resultOf(), error: null };
  const failed = (message: string): Side => ({ result: null, error: new XaiError('model-invalid', message) });
  const names = ['x', 'y'] as const;

  it('says which side has failed, and keeps its code', () => {
    const right = comparisonError({ a: done, b: failed('No file.') }, names);
    expect([right.code, right.message]).toEqual(['model-invalid', 'The right side, y, has no result. No file.']);
    expect(comparisonError({ a: failed('No file.'), b: done }, names).message).toContain('left side, x');
  });

  it('says both once where they are the same, else each', () => {
    expect(comparisonError({ a: failed('No file.'), b: failed('No file.') }, names).message).toBe('No file.');
    expect(comparisonError({ a: failed('No file.'), b: failed('No layer.') }, names).message).toBe(
      'Left side, x: No file. Right side, y: No layer.',
    );
  });
});
