import { XaiError, parseChoice } from '@pellucid/core';
import type { MethodDescriptor } from '@pellucid/core';
import type { ModelRequest } from '../model/open-model.js';
import type { ExplainRequest } from './explain-request.js';
import { explainFlags, readExplainRequest } from './explain-request.js';
import type { FlagTable, Given } from './flags.js';
import { list, words } from './flags.js';
import { readMethodOptions, rejectForeignOptions } from './method-flags.js';
import { readEngines, readModelRequest } from './model-flags.js';

const formats = ['png', 'npy', 'json'] as const;
type ComparisonFormat = (typeof formats)[number];

/** What `xai compare` was asked to do. */
export interface CompareRequest {
  /** All that explaining with A takes; its pictures, targets and preprocessing are those of B, too. */
  readonly a: ExplainRequest;
  readonly b: ModelRequest;
  readonly formats: readonly ComparisonFormat[];
  /** The method's options for B. */
  optionsOfB(method: MethodDescriptor): Readonly<Record<string, unknown>>;
}

const network = 'Network:';
const { model: _model, backend: _backend, engine: _engine, provider: _provider, ...shared } = explainFlags;
const { 'save-input': _saveInput, picture: _picture, ...common } = shared;

export const compareFlags: FlagTable = {
  ...common,
  'layer-b': { group: 'What to explain:', describe: 'The layer in B, where it has another name than in A' },
  'engine-a': { group: network, describe: 'What A is computed on, as --engine of xai explain' },
  'engine-b': { group: network, describe: 'What B is computed on' },
  out: { ...common['out'], describe: 'Folder for the results [default: comparisons]' },
  format: { ...common['format'], describe: `Which files, of ${formats.join(', ')} [default: png,json]` },
};

/** @throws XaiError `usage` */
export function readCompareRequest(given: Given): CompareRequest {
  const [[a], [b]] = [words(given, 'a'), words(given, 'b')];
  if (a !== undefined && b === undefined) {
    throw new XaiError(
      'usage',
      `Two models are compared, but only '${a}' is given. For two engines of one model name it twice: xai compare ${a} ${a} --engine-a cpu --engine-b wasm.`,
    );
  }
  const kinds = list(given, 'format', `some of ${formats.join(', ')}`).map((kind) =>
    parseChoice(kind, '--format', formats),
  );
  const { 'layer-b': layerOfB, ...others } = given;
  const givenForB = { ...others, ...(layerOfB !== undefined && { layer: layerOfB }) };
  const explained = readExplainRequest({ ...others, out: given['out'] ?? 'comparisons', format: undefined });
  rejectForeignOptions(
    givenForB,
    explained.methods.map(({ method }) => method),
  );
  const tuning = readModelRequest(given);
  return {
    a: { ...explained, model: { ...tuning, place: a, engines: readEngines(given, 'engine-a') } },
    b: {
      ...tuning,
      place: b,
      // The bundled net comes in both formats.
      backend: b === undefined ? 'tfjs' : 'auto',
      engines: readEngines(given, 'engine-b'),
      fed: explained.feeds.map(({ name }) => name),
    },
    formats: kinds.length > 0 ? [...new Set(kinds)] : ['png', 'json'],
    optionsOfB: (method) => readMethodOptions(givenForB, method),
  };
}
