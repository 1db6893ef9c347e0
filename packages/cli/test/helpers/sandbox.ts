import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy } from '@pellucid/core';
import type { Recipe } from '@pellucid/core';
import { afterAll } from 'vitest';
import type { Io, OutputStream } from '../../src/io.js';
import { main } from '../../src/main.js';

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Io['env'];
  readonly signal?: AbortSignal;
  /** Called with all that is written. */
  readonly onWrite?: (text: string) => void;
  /** Makes both streams a terminal. */
  readonly terminal?: { readonly columns: number; readonly depth: number };
}

/** A folder of its own, gone after the tests, and the command line at work in it. */
export interface Sandbox {
  readonly folder: string;
  path(...parts: string[]): string;
  write(name: string, content: string | Uint8Array): Promise<string>;
  files(folder?: string): Promise<string[]>;
  values(name: string): Promise<{ data: Float32Array; shape: readonly number[] }>;
  recipe(name: string): Promise<Recipe>;
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
}

export async function createSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'xai-test-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const path = (...parts: string[]): string => join(folder, ...parts);
  return {
    folder,
    path,
    write: async (name, content) => {
      await writeFile(path(name), content);
      return path(name);
    },
    files: async (name = '.') => (await readdir(path(name)).catch(() => [])).toSorted(),
    values: async (name) => {
      const { data, shape } = readNpy(await readFile(path(name)));
      return { data: data as Float32Array, shape };
    },
    recipe: async (name) => JSON.parse(await readFile(path(name), 'utf8')) as Recipe,
    run: async (args, { env = {}, signal = new AbortController().signal, onWrite, terminal } = {}) => {
      const captured = { stdout: '', stderr: '' };
      const stream = (name: keyof typeof captured): OutputStream => ({
        write(chunk) {
          const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
          captured[name] += text;
          onWrite?.(text);
        },
        ...(terminal && { isTTY: true, columns: terminal.columns, getColorDepth: () => terminal.depth }),
      });
      const code = await main(args, { stdout: stream('stdout'), stderr: stream('stderr'), env, cwd: folder, signal });
      return { code, ...captured };
    },
  };
}
