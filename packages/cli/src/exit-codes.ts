import { XaiError } from '@pellucid/core';
import type { XaiErrorCode } from '@pellucid/core';

/** What the command says to scripts. The last two are the shell's 128 + SIGINT and SIGPIPE. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, model: 3, interrupted: 130, brokenPipe: 141 } as const;

const byCode: Readonly<Record<XaiErrorCode, number>> = {
  usage: exitCodes.usage,
  output: exitCodes.usage,
  'input-invalid': exitCodes.someFailed,
  'model-invalid': exitCodes.model,
  'model-unsupported': exitCodes.model,
  'gradient-unsupported': exitCodes.model,
  runtime: exitCodes.model,
  aborted: exitCodes.interrupted,
};

/** The exit status of a command that ended with this error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof XaiError ? byCode[error.code] : exitCodes.someFailed;
}
