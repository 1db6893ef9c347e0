/**
 * Finds a Chromium that runs here: the one that CHROMIUM_PATH names, one of the system, or that of the npm package
 * @sparticuz/chromium. A CHROMIUM_PATH that does not run is an error: nobody names one to have another taken.
 */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackChromium } from './unpack-chromium.js';

export interface Chromium {
  readonly path: string;
  /** As it names itself, for example `Chromium 153.0.8010.0`. */
  readonly version: string;
  /** The environment to run it in. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments that this one needs beside those of every launch. */
  readonly args: readonly string[];
  /** Only `package` has the same fonts on every machine: pictures of text can be compared there alone. */
  readonly from: 'CHROMIUM_PATH' | 'system' | 'package';
}

interface Search {
  readonly chromium: Chromium | null;
  readonly reason: string | null;
}

const run = promisify(execFile);
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const plainEnv = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
let search: Promise<Search> | null = null;

/** Searched once for each process; null where there is none, and then {@link whyNoChromium} says why. */
export async function findChromium(): Promise<Chromium | null> {
  return (await (search ??= searchAll())).chromium;
}

/** Why {@link findChromium} gives null, as a sentence for the title of a skipped test; null where one is found. */
export async function whyNoChromium(): Promise<string | null> {
  return (await (search ??= searchAll())).reason;
}

async function searchAll(): Promise<Search> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    const chromium = await tryOne({ path: named, env: plainEnv, args: [], from: 'CHROMIUM_PATH' });
    if (typeof chromium === 'string')
      throw new Error(`CHROMIUM_PATH is ${named}, which does not run (${chromium}). Correct it, or leave it out.`);
    return { chromium, reason: null };
  }
  for (const path of await installed()) {
    const chromium = await tryOne({ path, env: plainEnv, args: [], from: 'system' });
    if (typeof chromium !== 'string') return { chromium, reason: null };
  }
  const chromium = await tryPackage();
  if (typeof chromium !== 'string') return { chromium, reason: null };
  return {
    chromium: null,
    reason: `no Chromium on PATH, and @sparticuz/chromium does not run (${chromium}); set CHROMIUM_PATH`,
  };
}

/** Gives a reason as a string where it does not run. The package brings libraries for a system that lacks them. */
async function tryPackage(): Promise<Chromium | string> {
  const unpacked = await unpackChromium().catch((error: unknown) => firstLine(error));
  if (typeof unpacked === 'string') return unpacked;
  // No other font than the package's own, so that text looks the same on every machine.
  const env = { ...plainEnv, FONTCONFIG_FILE: unpacked.fontConfig };
  const own = { path: unpacked.path, args: [], from: 'package' } as const;
  const plain = await tryOne({ ...own, env });
  if (typeof plain !== 'string') return plain;
  // The system's libraries come first where they serve: the package's are older.
  const before = plainEnv['LD_LIBRARY_PATH'];
  return tryOne({
    ...own,
    env: { ...env, LD_LIBRARY_PATH: [unpacked.libraries, ...(before ? [before] : [])].join(delimiter) },
  });
}

async function tryOne(candidate: Omit<Chromium, 'version'>): Promise<Chromium | string> {
  try {
    const { stdout } = await run(candidate.path, ['--version'], { env: candidate.env, timeout: 20_000 });
    // Ubuntu has a command of that name that only says how to install the browser.
    return /chrom/i.test(stdout) ? { ...candidate, version: stdout.trim() } : `it calls itself '${stdout.trim()}'`;
  } catch (error) {
    return firstLine(error);
  }
}

async function installed(): Promise<string[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = [...commands.flatMap((command) => folders.map((folder) => join(folder, command))), ...places];
  const here = await Promise.all(
    paths.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => here[i]);
}

/** What the program itself said, where it said something: Node's own message only repeats the command. */
function firstLine(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  const message = error instanceof Error ? error.message : String(error);
  return (said.trim() || message).split('\n', 1)[0]!;
}
