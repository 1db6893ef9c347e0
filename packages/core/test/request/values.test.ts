import {
  kebabCase,
  methodById,
  parseChoice,
  parseFraction,
  parseMethodOption,
  parseNumber,
  parseNumbers,
  parsePreprocessing,
} from '@pellucid/core';
import { describe, expect, it } from 'vitest';

describe('what people write', () => {
  it('numbers, lists and fractions', () => {
    expect(parseNumber(' 1e-3 ', 'x')).toBe(0.001);
    expect(parseNumbers('0.5, 1 2', 'x')).toEqual([0.5, 1, 2]);
    expect(parseFraction('1/255', 'x')).toBe(1 / 255);
  });

  it.each([
    ['', {}, "x takes a number, but got ''."],
    ['NaN', {}, "x takes a number, but got 'NaN'."],
    [
      '1.5',
      { integer: true, minimum: 1, unit: 'pixels' },
      "x takes a whole number of pixels, 1 or more, but got '1.5'.",
    ],
    ['5', { minimum: 0, maximum: 1 }, "x takes a number from 0 to 1, but got '5'."],
  ])('%j is refused with the rule', (text, rule, message) => {
    expect(() => parseNumber(text, 'x', rule)).toThrow(message);
  });

  it('a choice names the nearest', () => {
    expect(() => parseChoice('imagnet', 'preset', ['imagenet', 'tf'])).toThrow("Did you mean 'imagenet'?");
  });

  it('options of preprocessing, by the names their writer knows', () => {
    const given: Record<string, string> = { resize: '256', crop: '224x200', scale: '1/255', mean: '0.5,0.4,0.3' };
    expect(parsePreprocessing((option) => given[option], String)).toEqual({
      resize: 256,
      crop: [224, 200],
      scale: 1 / 255,
      mean: [0.5, 0.4, 0.3],
    });
    expect(() =>
      parsePreprocessing(
        (option) => (option === 'crop' ? '1,2,3' : undefined),
        (o) => `--${o}`,
      ),
    ).toThrow("--crop takes a whole number of pixels, 1 or more, but got '1,2,3'.");
  });

  it("options of methods, by their descriptor's rule", () => {
    const { options } = methodById('integrated-gradients');
    expect(parseMethodOption(['20'], 'steps', options['steps']!)).toBe(20);
    expect(parseMethodOption(['zeros.npy'], 'baseline', options['baseline']!)).toBe('zeros.npy');
    expect(() => parseMethodOption(['0'], 'steps', options['steps']!)).toThrow('steps takes a whole number');
    expect(kebabCase('keepSign')).toBe('keep-sign');
  });
});
