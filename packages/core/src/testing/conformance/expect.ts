import { XaiError } from '../../errors.js';
import type { XaiErrorCode } from '../../errors.js';
import type { FloatTensor, Tensor } from '../../tensor.js';

/** Fails a case. @throws Error with what was expected of what */
export function fail(message: string): never {
  throw new Error(message);
}

/** Values that agree as JSON. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) fail(`${what}: expected ${wanted}, but got ${found}.`);
}

/** @returns the tensor, once it is known to hold float32 values of the shape */
function expectFloats(what: string, actual: Tensor | undefined, shape: readonly number[]): FloatTensor {
  if (!actual) return fail(`${what}: there is no such tensor in the result.`);
  if (actual.dtype !== 'float32') return fail(`${what}: expected float32, but it is ${actual.dtype}.`);
  expectEqual(`Shape of ${what}`, actual.shape, shape);
  return actual;
}

/**
 * Values in the same shape, the worst of them off by at most `tolerance` times the largest of the expected (times 1 where
 * those are all zero).
 */
export function expectClose(what: string, actual: Tensor | undefined, expected: Tensor, tolerance: number): void {
  const found = expectFloats(what, actual, expected.shape).data;
  const wanted = expected.data as Float32Array;
  if (found.length !== wanted.length) fail(`${what}: expected ${wanted.length} values, but got ${found.length}.`);
  const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  let [worst, at] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(found[i]! - wanted[i]!) / scale;
    // Not a number is worse than any.
    if (error <= worst) continue;
    [worst, at] = [Number.isNaN(error) ? Infinity : error, i];
  }
  if (worst <= tolerance) return;
  fail(
    `${what}: value ${at} of ${wanted.length} is ${found[at]}, but should be ${wanted[at]}: ` +
      `${worst.toExponential(1)} of the largest value, where ${tolerance.toExponential(0)} is allowed.`,
  );
}

/** The same bytes. */
export function expectSame(what: string, actual: Tensor | undefined, expected: Tensor | undefined): void {
  if (!actual || !expected) return fail(`${what}: there is no such tensor in the result.`);
  expectEqual(`Shape of ${what}`, actual.shape, expected.shape);
  const differs = expected.data.findIndex((value, i) => !Object.is(value, actual.data[i]));
  if (differs < 0 && actual.data.length === expected.data.length) return;
  fail(
    `${what}: value ${differs} is ${String(actual.data[differs])}, and should be the same as ${String(expected.data[differs])}.`,
  );
}

/** All zeros, and exactly. */
export function expectZeros(what: string, actual: Tensor | undefined, shape: readonly number[]): void {
  const at = expectFloats(what, actual, shape).data.findIndex((value) => value !== 0);
  if (at >= 0) fail(`${what}: expected zeros, but value ${at} is ${actual!.data[at]}.`);
}

/** A rejection with an XaiError of this code whose message holds all of `words`. */
export async function expectError(
  what: string,
  code: XaiErrorCode,
  work: () => Promise<unknown>,
  words: readonly string[] = [],
): Promise<void> {
  const error = await outcomeOf(work);
  if (!(error instanceof XaiError))
    return fail(`${what}: expected an XaiError '${code}', but ${error ? `got ${describe(error)}` : 'it succeeded'}.`);
  if (error.code !== code) fail(`${what}: expected an XaiError '${code}', but got '${error.code}': ${error.message}`);
  const missing = words.find((word) => !error.message.includes(word));
  if (missing !== undefined) fail(`${what}: the message should name ${missing}, but is: ${error.message}`);
}

/** What was thrown; null for work that succeeds. */
async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    return error;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
}
