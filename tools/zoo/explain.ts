import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '@pellucid/cli';
import { writeNpy } from '@pellucid/core';
import type { Recipe } from '@pellucid/core';
import { readFloats } from './references.js';
import type { ZooNet } from './zoo.js';

/** What `xai explain` gave, or why it did not. */
export type Explained =
  { readonly recipe: Recipe; readonly values: Float32Array; readonly failure: null } | { readonly failure: string };

/**
 * Runs `xai explain` as a user would: with the model, its inputs and the method, and nothing else.
 *
 * @param factor of the net's own input
 * @param options where that is not enough
 */
export async function explain(
  folder: string,
  net: ZooNet,
  method: string,
  { factor = 1, options = [] }: { factor?: number; options?: readonly string[] } = {},
): Promise<Explained> {
  const work = await mkdtemp(join(tmpdir(), 'xai-zoo-'));
  try {
    const input = join(work, 'input.npy');
    const { data, shape } = await readFloats(folder, net.input);
    const scaled = data.map((value) => value * factor);
    await writeFile(input, writeNpy(scaled, shape));
    const others = Object.entries(net.extra_inputs ?? {});
    const feeds = others.flatMap(([name, file]) => ['--feed', `${name}=${join(folder, file)}`]);
    const given = ['--model', join(folder, net.file), '--input', input, ...feeds, '--method', method, ...options];
    const args = ['explain', ...given, '--out', work, '--format', 'npy', '--json'];
    const { status, stdout, stderr } = await xai(args, work);
    if (status !== 0) {
      const last = stderr.trim().split('\n').at(-1)!;
      return { failure: last.replace(/^(xai: )?(\S+ \([\w-]+\): )?/, '') };
    }
    const recipe = JSON.parse(stdout) as Recipe;
    const { data: values } = await readFloats(work, recipe.files['npy']!);
    return { recipe, values, failure: null };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function xai(args: readonly string[], cwd: string): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const status = await main(args, {
    stdout: { write: (chunk) => (stdout += String(chunk)) },
    stderr: { write: (chunk) => (stderr += String(chunk)) },
    env: {},
    cwd,
    signal: new AbortController().signal,
  });
  return { status, stdout, stderr };
}
