import { engineNames } from '@pellucid/backend-tfjs';
import type { EngineName } from '@pellucid/backend-tfjs';
import { XaiError } from '@pellucid/core';

/** Execution providers of ONNX Runtime. */
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

/** What the runtimes compute on, by all their names. */
export const allEngines: readonly string[] = [...new Set([...providers, ...engineNames])];

/** @throws XaiError `usage` for an engine that only TensorFlow.js has */
export function requireProviders(engines: readonly string[], file: string): readonly string[] {
  const strange = engines.find((engine) => !providers.some((provider) => provider === engine));
  if (strange === undefined) return engines;
  throw new XaiError(
    'usage',
    `'${file}' is an ONNX file, and ONNX Runtime has no engine ${strange}. It has ${providers.join(', ')}.`,
  );
}

/**
 * @returns `auto` where none was asked for
 * @throws XaiError `usage` for an engine that only ONNX Runtime has, and for several
 */
export function requireEngine(engines: readonly string[], file: string): 'auto' | EngineName {
  if (engines.length > 1) {
    throw new XaiError(
      'usage',
      `TensorFlow.js takes one engine, which the others follow where it fails, but got ${engines.join(', ')}.`,
    );
  }
  const [engine] = engines;
  if (engine === undefined) return 'auto';
  const known = engineNames.find((name) => name === engine);
  if (known) return known;
  throw new XaiError(
    'usage',
    `'${file}' is a TensorFlow.js model, and TensorFlow.js has no engine ${engine}. It has ${engineNames.join(', ')}.`,
  );
}
