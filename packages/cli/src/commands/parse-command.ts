import { XaiError, didYouMean } from '@pellucid/core';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import type { Given } from '../arguments/flags.js';
import { rejectUnknownFlags, words } from '../arguments/flags.js';
import { exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { version } from '../versions.js';
import type { Command } from './command.js';
import { compareCommand } from './compare.js';
import { explainCommand } from './explain.js';
import { inspectCommand } from './inspect.js';
import { methodsCommand } from './methods.js';

const commands: readonly Command[] = [explainCommand, compareCommand, inspectCommand, methodsCommand];

/** Reads a command line, runs the command, and returns its exit status. */
export async function parseCommand(argv: readonly string[], io: Io): Promise<number> {
  let status: number = exitCodes.done;
  let answer = '';
  const parser = commands.reduce(
    (built, command) => addCommand(built, command, io, (code) => (status = code)),
    createParser(io),
  );
  // With a callback the parser prints nothing itself: help and version come as the answer.
  await parser.parseAsync(argv.length > 0 ? [...argv] : ['--help'], {}, (_error, _given, output) => {
    answer = output;
  });
  if (answer) io.stdout.write(`${answer}\n`);
  return status;
}

function createParser(io: Io): Argv {
  return yargs()
    .scriptName('xai')
    .usage('Shows what a trained network looks at.\n\nUsage: xai <command> [options]')
    .example('xai explain', 'the bundled net on the bundled photo')
    .example('xai explain photo.jpg --model net.onnx', 'your own')
    .example('xai inspect net.onnx', 'what is in it, and what can be explained')
    .epilogue(
      'xai <command> --help says more.\n\nExit status: 0 done, 1 some inputs failed, 2 wrong usage, 3 the model cannot be used.',
    )
    .version(version)
    .help()
    .exitProcess(false)
    .detectLocale(false)
    .wrap(Math.min(110, Math.max(70, io.stdout.columns ?? 100)))
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .fail((message, error) => {
      // The types promise an error, but a complaint of the parser's own comes as a message alone.
      throw (error as Error | undefined) ?? new XaiError('usage', message);
    })
    .command({ command: '$0 [words..]', describe: false, handler: rejectWithoutCommand });
}

function addCommand(parser: Argv, command: Command, io: Io, done: (status: number) => void): Argv {
  const { name, positionals, summary, description, flags, examples, epilogue } = command;
  return parser.command({
    command: [name, ...Object.keys(positionals)].join(' '),
    describe: summary,
    builder: (builder) => {
      const about = Object.entries(positionals).map(([positional, says]) => `  ${nameOf(positional)}  ${says}`);
      for (const [example, says] of examples) builder.example(example, says);
      return builder
        .usage(
          `xai ${[name, ...Object.keys(positionals)].join(' ')} [options]\n\n${description}\n\n${about.join('\n')}`,
        )
        .options(flags)
        .epilogue(epilogue);
    },
    handler: async (parsed) => {
      const given = withRest(parsed as Given, command);
      rejectUnknownFlags(given, flags, Object.keys(positionals).map(nameOf));
      done(await command.run(given, io));
    },
  });
}

/** The arguments with those that the parser had no place for, such as all that comes behind `--`, in their place. */
function withRest(given: Given, { name, positionals }: Command): Given {
  const [, ...rest] = words(given, '_');
  const place = Object.keys(positionals).find((positional) => positional.includes('..'));
  if (rest.length === 0) return given;
  if (place === undefined) throw new XaiError('usage', `'${rest[0]}' is one word too many for xai ${name}.`);
  return { ...given, [nameOf(place)]: [...words(given, nameOf(place)), ...rest] };
}

/** `[images..]` is `images`. */
function nameOf(positional: string): string {
  return positional.replace(/[[\].]/g, '');
}

/** Called where no command was recognised. */
function rejectWithoutCommand(given: Given): void {
  const [word] = words(given, 'words');
  rejectUnknownFlags(given, {}, ['words']);
  if (word === undefined) throw new XaiError('usage', 'A command is missing. `xai --help` lists them.');
  const names = commands.map(({ name }) => name);
  const isFile = /[./\\]/.test(word) ? ` To explain a picture write: xai explain ${word}.` : '';
  throw new XaiError(
    'usage',
    `There is no command '${word}'.${didYouMean(word, names) || isFile} The commands are ${names.join(', ')}.`,
  );
}
