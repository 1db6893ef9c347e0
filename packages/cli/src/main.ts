import { XaiError } from '@pellucid/core';
import { parseCommand } from './commands/parse-command.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import type { Io } from './io.js';
import { processIo } from './io.js';

/**
 * Runs the command line `xai`.
 *
 * @param argv arguments behind the command's own name
 * @param io default: the process's streams and folder; Ctrl-C stops the work and keeps what is finished
 * @returns exit status: 0 done, 1 some inputs failed, 2 wrong usage, 3 the model cannot be used
 */
export async function main(argv: readonly string[], io?: Io): Promise<number> {
  if (io) return run(argv, io);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  // Once: a second Ctrl-C ends the process at once.
  process.once('SIGINT', stop);
  // Not taken away again: what is written last may fail after the end of this function.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', quit);
  try {
    return await run(argv, processIo(controller.signal));
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Ends quietly when the reader of a pipe (head, less) has enough. */
function quit(cause: NodeJS.ErrnoException): void {
  if (cause.code === 'EPIPE') process.exit(exitCodes.brokenPipe);
  throw cause;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await parseCommand(argv, io);
  } catch (error) {
    reportError(error, io);
    return exitCodeOf(error);
  }
}

function reportError(error: unknown, { stderr, env }: Io): void {
  const debug = Boolean(env['XAI_DEBUG']);
  const message = error instanceof Error ? error.message : String(error);
  const sentence = error instanceof XaiError ? message : `Something unforeseen happened: ${message}`;
  stderr.write(`xai: ${sentence}\n`);
  if (debug && error instanceof Error) stderr.write(`${error.stack}\n`);
  else if (!(error instanceof XaiError)) stderr.write('Set XAI_DEBUG=1 to see where.\n');
}
