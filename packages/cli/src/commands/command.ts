import type { FlagTable, Given } from '../arguments/flags.js';
import type { Io } from '../io.js';

/** A command of the command line, as the parser and its help are made of it. */
export interface Command {
  readonly name: string;
  /** Arguments without a flag, in the parser's notation (`[images..]`), and what they are. */
  readonly positionals: Readonly<Record<string, string>>;
  /** For the list of commands. */
  readonly summary: string;
  /** For the command's own help. */
  readonly description: string;
  readonly flags: FlagTable;
  readonly examples: readonly (readonly [line: string, says: string])[];
  readonly epilogue: string;
  /** @returns exit status */
  run(given: Given, io: Io): Promise<number>;
}
