import type { Size } from '../preprocessing.js';

/** A parsed JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as a JSON object, or null. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The value, parsed first where it is JSON text; text that is not JSON stays text. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isSide = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 1;
export const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every(isNumber);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string';

/** A size written as `n`, `[height, width]` or `{ height, width }`; null for anything else. */
export function asSize(value: unknown): Size | null {
  if (isSide(value)) return [value, value];
  const [height, width, ...rest] = Array.isArray(value)
    ? (value as unknown[])
    : [asObject(value)?.['height'], asObject(value)?.['width']];
  return isSide(height) && isSide(width) && rest.length === 0 ? [height, width] : null;
}

/** Typed access to a record that somebody else's program wrote. Absent and null are `undefined`. */
export interface Fields {
  boolean(key: string): boolean | undefined;
  number(key: string): number | undefined;
  positive(key: string): number | undefined;
  numbers(key: string): readonly number[] | undefined;
  text(key: string): string | undefined;
  size(key: string): Size | undefined;
  /** One sentence for each key that holds something else than it should; such keys count as absent. */
  readonly warnings: string[];
}

/** Reads `record`, which is called `source` in the warnings. */
export function fieldsOf(record: JsonObject, source: string): Fields {
  const warnings: string[] = [];
  function read<T>(key: string, expected: string, parse: (value: unknown) => T | null): T | undefined {
    const value = record[key];
    if (value === undefined || value === null) return undefined;
    const parsed = parse(value);
    if (parsed !== null) return parsed;
    warnings.push(`${source}: '${key}' should be ${expected}, but it is ${JSON.stringify(value)}; it was passed over.`);
    return undefined;
  }
  const only =
    <T>(test: (value: unknown) => value is T) =>
    (value: unknown): T | null =>
      test(value) ? value : null;
  return {
    boolean: (key) => read(key, 'true or false', only(isBoolean)),
    number: (key) => read(key, 'a number', only(isNumber)),
    positive: (key) => read(key, 'a number above 0', (value) => (isNumber(value) && value > 0 ? value : null)),
    numbers: (key) => read(key, 'a list of numbers', only(isNumbers)),
    text: (key) => read(key, 'text', only(isText)),
    size: (key) => read(key, 'a size in pixels', asSize),
    warnings,
  };
}
