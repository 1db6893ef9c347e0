import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadOnnxModel, readOnnx } from '@pellucid/backend-ort';
import type { OrtModel } from '@pellucid/backend-ort';
import { XaiError, floatTensor, sizeOf } from '@pellucid/core';
import type { Tensor, TensorSpec } from '@pellucid/core';
import { main } from '../../packages/cli/src/main.js';

/** How a file was taken: as far as it works, or the sentence that said why not. */
export interface Outcome {
  /** `works`, or the last step that was tried and the error's code. */
  readonly result: string;
  readonly message: string;
  /** Whether that is what a user may see: an XaiError with a code and a sentence, or none. */
  readonly sound: boolean;
}

/** What a row's tensors may take here, in bytes: a quarter of what the process may take, since sessions have memory of their own. */
const memoryLimit = 2 ** 28;

/** Does with a file what users do: through the library read, load, run and differentiate; `xai inspect`, `xai explain`. */
export async function exercise(bytes: Uint8Array, folder: string): Promise<Outcome> {
  const outcome = await throughLibrary(bytes);
  if (!outcome.sound) return outcome;
  const file = join(folder, 'case.onnx');
  writeFileSync(file, bytes);
  const flags = ['--threads', '1', '--memory', String(memoryLimit / 2 ** 30), '--json'];
  const inspect = await throughCommand(['inspect', file, ...flags], folder);
  const methods = ['--method', 'saliency,grad-cam', '--out', folder];
  const explain = await throughCommand(['explain', '--model', file, ...methods, ...flags], folder);
  const failure = [inspect, explain].find((command) => command !== null);
  return failure ?? outcome;
}

async function throughLibrary(bytes: Uint8Array): Promise<Outcome> {
  let step = 'read';
  let model: OrtModel | undefined;
  try {
    readOnnx(bytes, { external });
    step = 'load';
    model = await loadOnnxModel(bytes, { threads: 1, external, memoryLimit });
    step = 'run';
    const feeds = Object.fromEntries(model.inputs.map((input) => [input.name, filled(input)]));
    await model.run(
      feeds,
      model.outputs.map(({ name }) => name),
    );
    step = 'differentiate';
    const target = model.outputs.find(({ dtype }) => dtype.startsWith('float'));
    const wrt = model.inputs.filter(({ dtype }) => dtype.startsWith('float')).map(({ name }) => name);
    if (target) await model.vjp(feeds, { [target.name]: filled(target) }, wrt);
    return { result: 'works', message: '', sound: true };
  } catch (error) {
    // What the runtime says at the end of a sentence is cut to a line, so that it need not end in a full stop.
    const sound = error instanceof XaiError && /^[A-Z'][^\n]{20,}$/.test(error.message);
    const code = error instanceof XaiError ? error.code : 'no XaiError';
    return { result: `${step}: ${code}`, message: sound ? error.message : describe(error), sound };
  } finally {
    await model?.dispose();
  }
}

/** A command's complaint where it is none that a user may see. */
async function throughCommand(argv: readonly string[], cwd: string): Promise<Outcome | null> {
  let stdout = '';
  let stderr = '';
  const collect = (add: (text: string) => void) => ({ write: (chunk: string | Uint8Array) => add(String(chunk)) });
  const status = await main(argv, {
    stdout: collect((text) => (stdout += text)),
    stderr: collect((text) => (stderr += text)),
    env: { XAI_DEBUG: '1' },
    cwd,
    signal: new AbortController().signal,
  });
  const sound =
    [0, 1, 2, 3].includes(status) && !(stdout + stderr).includes('unforeseen') && (status !== 0 || isJson(stdout));
  return sound ? null : { result: `xai ${argv[0]}: status ${status}`, message: stderr || stdout, sound };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Any weights beside the model: a file of 1,000 zeros. */
function external(location: string, offset: number, length: number): Uint8Array {
  if (location !== 'missing.bin' && offset + length <= 1000) return new Uint8Array(length);
  throw new XaiError('model-invalid', `The weights beside the model, '${location}', are missing or too short.`);
}

/** One row of ones. */
function filled({ dtype, shape }: TensorSpec): Tensor {
  const sides = shape.map((side) => side ?? 1);
  const length = sizeOf(sides);
  if (dtype === 'int64') return { dtype, data: new BigInt64Array(length).fill(1n), shape: sides, layout: null };
  if (dtype === 'bool') return { dtype, data: new Uint8Array(length).fill(1), shape: sides, layout: null };
  return floatTensor(new Float32Array(length).fill(1), sides);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
