import { describe, expect, test } from 'vitest';
import { gaussianBlur } from '../../src/image/gaussian-blur.js';
import { normalTensor } from '../../src/testing/index.js';

describe('gaussian blur', () => {
  test('scipy 1.17.1: gaussian_filter(sigma=1.2, mode="reflect", truncate=4.0), the kernel wider than the picture', () => {
    const blurred = gaussianBlur(Float32Array.of(1, 2, 4, 8, 0, -3, 5, 1, 2, 2, -1, 7), 3, 4, 1.2);
    const expected = [
      [1.042565555666597, 1.8353119748232096, 3.272403060174403, 4.452734420521614],
      [0.9627610925417514, 1.5300860218163561, 2.735534529030529, 3.835785271637471],
      [1.0708702614466983, 1.396154007210908, 2.3843726171978767, 3.481421187932586],
    ].flat();
    expect([...blurred]).toEqual(expected.map(Math.fround));
  });

  test('a constant stays, every plane is blurred by itself, and sigma 0 changes nothing', () => {
    const planes = normalTensor([2, 5, 3]).data.map((value, i) => (i < 15 ? 3 : value));
    const blurred = gaussianBlur(planes, 5, 3, 2);
    blurred.subarray(0, 15).forEach((value) => expect(value).toBeCloseTo(3, 6));
    expect(blurred.slice(15)).toEqual(gaussianBlur(planes.slice(15), 5, 3, 2));
    expect(gaussianBlur(planes, 5, 3, 0)).toEqual(planes);
  });

  test('no light is lost: the sum over a plane stays', () => {
    const { data } = normalTensor([1, 9, 7], 4);
    const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
    expect(sum(gaussianBlur(data, 9, 7, 1.5))).toBeCloseTo(sum(data), 5);
  });
});
