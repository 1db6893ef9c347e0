import { XaiError } from '@pellucid/core';

/** Something that could not be explained. */
export interface Failure {
  /** The source's name. */
  readonly name: string;
  /** Id; null where the picture itself is bad. */
  readonly method: string | null;
  readonly error: unknown;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The failure as a program reads it, in the place of a recipe. */
export function failureRecord({ name, method, error }: Failure): unknown {
  const code = error instanceof XaiError ? error.code : 'unforeseen';
  return { method, input: { file: name }, error: { code, message: messageOf(error) } };
}
