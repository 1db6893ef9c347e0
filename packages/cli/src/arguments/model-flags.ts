import { XaiError, parseChoice, parseNumber } from '@pellucid/core';
import { allEngines } from '../model/engines.js';
import type { ModelRequest } from '../model/open-model.js';
import type { FlagTable, Given } from './flags.js';
import { list, text } from './flags.js';

const group = 'Network:';

/** Flags of every command that loads one network, wherever it is. */
export const loadingFlags: FlagTable = {
  backend: {
    group,
    describe: 'Runtime: auto (by the file), ort (ONNX Runtime) or tfjs (TensorFlow.js) [default: auto]',
  },
  engine: {
    group,
    describe:
      'What the runtime computes on. ONNX Runtime: cpu, cuda, webgpu, wasm, ..., or several in order of preference [default: cpu]. TensorFlow.js: tfjs-node-gpu, tfjs-node, wasm, cpu [default: the first of them that is there]',
  },
  provider: { group, describe: 'Another name of --engine' },
  threads: { group, describe: "Threads within an operator, in ONNX Runtime [default: the runtime's choice]" },
  memory: {
    group,
    describe: 'Most GiB that the tensors of one row may take at once, in ONNX Runtime [default: 2]',
  },
  labels: {
    group,
    describe: 'Names of the classes: a list as JSON, or one a line [default: found beside or in the model]',
  },
};

/** The same, and the network's place. */
export const modelFlags: FlagTable = {
  model: {
    group,
    describe:
      'ONNX file, model.json of TensorFlow.js, folder with one of them, or URL [default: the bundled net, 13 kinds of photo]',
  },
  ...loadingFlags,
};

/** @throws XaiError `usage` */
export function readModelRequest(given: Given, place = text(given, 'model', 'a file, folder or URL')): ModelRequest {
  const flags = ['engine', 'provider'].filter((flag) => given[flag] !== undefined);
  const threads = text(given, 'threads');
  const memory = text(given, 'memory');
  if (flags.length > 1) throw new XaiError('usage', '--engine and --provider are the same; give one of them.');
  return {
    place,
    backend: parseChoice(text(given, 'backend') ?? 'auto', '--backend', ['auto', 'ort', 'tfjs'] as const),
    engines: readEngines(given, flags[0] ?? 'engine'),
    threads: threads === undefined ? undefined : parseNumber(threads, '--threads', { integer: true, minimum: 1 }),
    memory: memory === undefined ? undefined : parseNumber(memory, '--memory', { minimum: 0, unit: 'GiB' }),
    labels: text(given, 'labels', 'a file'),
    fed: [],
  };
}

/** @throws XaiError `usage` */
export function readEngines(given: Given, flag: string): string[] {
  return list(given, flag, 'a name such as wasm').map((name) => parseChoice(name, `--${flag}`, allEngines));
}
