import type { ModelRequest } from '../model/open-model.js';
import type { FlagTable, Given } from './flags.js';
import { choice, list, text } from './flags.js';
import { number } from './numbers.js';

const group = 'Network:';
const providers = [
  'cpu',
  'cuda',
  'tensorrt',
  'webgpu',
  'dml',
  'coreml',
  'qnn',
  'migraphx',
  'rocm',
  'openvino',
  'xnnpack',
  'wasm',
] as const;

/** Flags of every command that loads a network, wherever the network is. */
export const loadingFlags: FlagTable = {
  backend: { group, describe: 'Runtime: auto, ort (ONNX Runtime) or tfjs (not there yet) [default: auto]' },
  provider: {
    group,
    describe:
      'Execution provider of ONNX Runtime: cpu, cuda, webgpu, wasm, ..., or several in order of preference [default: cpu]',
  },
  threads: { group, describe: "Threads within an operator [default: the runtime's choice]" },
  memory: { group, describe: 'Most GiB that the tensors of one row may take at once [default: 2]' },
  labels: {
    group,
    describe: 'Names of the classes: a list as JSON, or one a line [default: found beside or in the model]',
  },
};

/** The same, and the network's place. */
export const modelFlags: FlagTable = {
  model: { group, describe: 'ONNX file, folder with one, or URL [default: the bundled net, 13 kinds of photo]' },
  ...loadingFlags,
};

/** @throws XaiError `usage` */
export function readModelRequest(given: Given, place = text(given, 'model', 'a file, folder or URL')): ModelRequest {
  const threads = text(given, 'threads');
  const memory = text(given, 'memory');
  return {
    place,
    backend: choice(text(given, 'backend') ?? 'auto', 'backend', ['auto', 'ort', 'tfjs'] as const),
    providers: list(given, 'provider', 'a name such as cuda').map((name) => choice(name, 'provider', providers)),
    threads: threads === undefined ? undefined : number(threads, 'threads', { integer: true, minimum: 1 }),
    memory: memory === undefined ? undefined : number(memory, 'memory', { minimum: 0, unit: 'GiB' }),
    labels: text(given, 'labels', 'a file'),
    fed: [],
  };
}
