import pc from 'picocolors';
import type { Io, OutputStream } from '../io.js';

/** Colours for text; each leaves it as it is where there are none. */
export type Colors = ReturnType<typeof pc.createColors>;

/** What a command says to people. */
export interface Messages {
  readonly colors: Colors;
  /** Where it goes: stdout, or stderr where stdout belongs to a program. */
  readonly stream: OutputStream;
  /** A line, or an empty one. */
  line(text?: string): void;
  /** A line about something that may not be as it should. */
  warn(text: string): void;
  /** A line about something that failed. */
  error(text: string): void;
}

/** @param machine whether stdout is kept for a program */
export function createMessages({ stdout, stderr, env }: Io, machine: boolean): Messages {
  const stream = machine ? stderr : stdout;
  const colored = (to: OutputStream): boolean =>
    env['FORCE_COLOR'] ? env['FORCE_COLOR'] !== '0' : Boolean(to.isTTY) && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const onError = pc.createColors(colored(stderr));
  return {
    colors: pc.createColors(colored(stream)),
    stream,
    line: (text = '') => void stream.write(`${text}\n`),
    warn: (text) => void stderr.write(`xai: ${onError.yellow('note:')} ${text}\n`),
    error: (text) => void stderr.write(`xai: ${onError.red(text)}\n`),
  };
}
