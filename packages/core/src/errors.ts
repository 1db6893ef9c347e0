/**
 * What went wrong, as a stable code that programs can branch on.
 *
 * - `usage`: an option, layer, target or argument that cannot be right.
 * - `model-invalid`: the file is not a model, is damaged, or refers to data that is not there.
 * - `model-unsupported`: a sound model that cannot be used for what was asked (two inputs, no feature map, ...).
 * - `gradient-unsupported`: an operator on the path has no gradient rule.
 * - `input-invalid`: an image, array or other input that cannot be read or does not fit the model.
 * - `runtime`: the runtime failed while computing.
 * - `output`: a result could not be written.
 * - `aborted`: the caller's AbortSignal fired.
 */
export type XaiErrorCode =
  | 'usage'
  | 'model-invalid'
  | 'model-unsupported'
  | 'gradient-unsupported'
  | 'input-invalid'
  | 'runtime'
  | 'output'
  | 'aborted';

/**
 * The one error type of Pellucid. The message says what was expected, what came, and what to do next; it is one line of
 * bounded length, whatever the names in a damaged file are.
 */
export class XaiError extends Error {
  override readonly name = 'XaiError';
  readonly code: XaiErrorCode;

  constructor(code: XaiErrorCode, message: string, options?: { cause?: unknown }) {
    super(oneLine(message), options);
    this.code = code;
  }
}

const longest = 2000;

function oneLine(message: string): string {
  const escaped = (control: string): string => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`;
  const visible = message.replace(/\p{Cc}/gu, escaped);
  return visible.length <= longest ? visible : `${visible.slice(0, longest / 2)} ... ${visible.slice(-longest / 2)}`;
}

/** The part of the platform's AbortSignal that long work looks at, so that core needs no DOM types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
}

/** Throws `aborted` if the signal has fired; long loops call it between batches. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted)
    throw new XaiError('aborted', 'The work was cancelled by its AbortSignal.', { cause: signal.reason });
}
