import { XaiError } from '@pellucid/core';
import type { XaiErrorCode } from '@pellucid/core';
import { transferHandlers } from 'comlink';
import type { TransferHandler } from 'comlink';

/** What comlink hands to the handler of thrown values. */
interface Thrown {
  readonly value: unknown;
}

/** An error as it crosses between page and worker. */
interface SentError {
  readonly code: XaiErrorCode;
  readonly message: string;
  readonly stack: string | undefined;
}

/**
 * Lets errors keep their class and code on their way from the worker to the page; comlink's own handler sends the
 * message alone. Both sides call it once, before anything is sent.
 */
export function keepErrors(): void {
  const theirs = transferHandlers.get('throw') as TransferHandler<Thrown, unknown>;
  const ours: TransferHandler<Thrown, SentError> = {
    canHandle: (value): value is Thrown => theirs.canHandle(value),
    serialize: ({ value }) => {
      const error = asXaiError(value);
      return [{ code: error.code, message: error.message, stack: error.stack }, []];
    },
    deserialize: ({ code, message, stack }) => {
      const error = new XaiError(code, message);
      if (stack !== undefined) error.stack = stack;
      throw error;
    },
  };
  transferHandlers.set('throw', ours);
}

/** The error itself, or what went wrong that nobody foresaw, as one of ours. */
export function asXaiError(cause: unknown): XaiError {
  if (cause instanceof XaiError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new XaiError('runtime', `Something unforeseen happened: ${message}`, { cause });
}
