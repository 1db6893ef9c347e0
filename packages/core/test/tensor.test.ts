import { expect, test } from 'vitest';
import { XaiError, throwIfAborted } from '../src/errors.js';
import { fillValues } from '../src/fill.js';
import { asFloat, concatRows, floatTensor, rows, sizeOf } from '../src/tensor.js';

test('sizeOf', () => {
  expect([sizeOf([2, 3, 4]), sizeOf([]), sizeOf([2, 0])]).toEqual([24, 1, 0]);
});

test('floatTensor knows pictures by their rank, and checks the shape', () => {
  const data = new Float32Array(24);
  expect(floatTensor(data, [1, 2, 3, 4])).toEqual({ dtype: 'float32', data, shape: [1, 2, 3, 4], layout: 'nchw' });
  expect(floatTensor(data, [4, 6]).layout).toBeNull();
  expect(floatTensor(data, [1, 2, 3, 4], null).layout).toBeNull();
  expect(floatTensor(data, [4, 6]).data).toBe(data);
  expect(() => floatTensor(data, [5, 5])).toThrow('A tensor of shape [5, 5] holds 25 values, but 24 were given.');
});

test('rows share memory; concatRows joins them again', () => {
  const tensor = floatTensor(
    Float32Array.from({ length: 12 }, (_, i) => i),
    [3, 4],
  );
  const middle = rows(tensor, 1, 2);
  expect(middle).toMatchObject({ shape: [1, 4] });
  expect([...middle.data]).toEqual([4, 5, 6, 7]);
  expect(middle.data.buffer).toBe(tensor.data.buffer);
  expect(concatRows([rows(tensor, 0, 1), rows(tensor, 1, 3)])).toEqual(tensor);
  expect(concatRows([tensor])).toBe(tensor);
  expect(() => concatRows([])).toThrow(XaiError);
});

test('asFloat says what a tensor is instead', () => {
  const tensor = floatTensor(Float32Array.of(1), [1]);
  expect(asFloat(tensor, 'y')).toBe(tensor);
  expect(() => asFloat({ dtype: 'int64', data: new BigInt64Array(1), shape: [1], layout: null }, 'y')).toThrow(
    "'y' should hold float32 values, but it is int64",
  );
  expect(() => asFloat(undefined, 'y')).toThrow("'y' should hold float32 values, but it is missing");
});

test('a fired signal', () => {
  expect(() => throwIfAborted(undefined)).not.toThrow();
  expect(() => throwIfAborted({ aborted: false, reason: null })).not.toThrow();
  expect(() => throwIfAborted({ aborted: true, reason: 'late' })).toThrow(
    expect.objectContaining({ code: 'aborted', cause: 'late' }),
  );
});

test('fills: the mean of each channel, or zero', () => {
  const row = floatTensor(Float32Array.of(1, 2, 3, 6, -1, -1, -1, -5), [1, 2, 2, 2]);
  expect([...fillValues(row, 'mean')]).toEqual([3, -2]);
  expect([...fillValues(row, 'zero')]).toEqual([0, 0]);
});
