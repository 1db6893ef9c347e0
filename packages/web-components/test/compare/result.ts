import { createRecipe, drawableMap, floatTensor } from '@pellucid/core';
import type { Attribution } from '@pellucid/core';
import type { ExplanationResult } from '../../src/protocol.js';

interface Parts {
  readonly method?: string;
  /** Values of one picture [1, ...]. */
  readonly shape?: readonly number[];
  readonly values?: readonly number[];
  readonly form?: Attribution['form'];
  readonly title?: string;
  readonly unit?: string;
  readonly file?: string;
  readonly runtime?: { readonly name: string; readonly engine: string };
  readonly layer?: string;
}

/** A result as the worker sends it, of a made-up network. */
export function resultOf(parts: Parts = {}): ExplanationResult {
  const {
    method = 'grad-cam',
    shape = [1, 2, 2],
    values = [0, 1, 2, 3],
    form = 'map',
    file = 'net.onnx',
    layer,
  } = parts;
  const { name, engine } = parts.runtime ?? { name: 'onnxruntime-web', engine: 'wasm' };
  const attribution: Attribution = {
    method,
    form,
    values: floatTensor(Float32Array.from(values), shape),
    targets: [],
    layer: layer === undefined ? null : { name: layer, reason: 'asked for' },
    options: {},
    checks: {},
    notes: [],
  };
  return {
    attribution,
    drawable: drawableMap(attribution),
    seen: null,
    title: parts.title ?? 'cat',
    subtitle: [],
    unit: parts.unit ?? 'attribution of the logit',
    description: '',
    top: null,
    labels: null,
    recipe: createRecipe({
      attribution,
      label: null,
      top: null,
      model: { file, sha256: file, inputs: [] },
      input: { file: 'photo.png', sha256: '', width: 2, height: 2 },
      preprocessing: null,
      runtime: { name, version: '1', engine, fallbacks: [] },
      versions: {},
      timings: {},
      rendering: null,
      files: {},
    }),
  };
}
