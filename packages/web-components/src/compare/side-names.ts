import { titleOfMethod } from '@pellucid/core';
import type { ExplanationResult } from '../protocol.js';
import type { SideSettings } from './other-side.js';

/** Kinds of difference, in the order in which they are named. */
const kinds = ['method', 'model', 'runtime', 'target', 'layer'] as const;
type Facts = Readonly<Record<(typeof kinds)[number], string>>;

/** The kind of difference that each setting makes. */
const kindOf: Readonly<Record<keyof SideSettings, keyof Facts>> = {
  method: 'method',
  model: 'model',
  modelFiles: 'model',
  backend: 'runtime',
  engine: 'runtime',
  target: 'target',
  layer: 'layer',
};
/** By what settings and recipes call them. */
const runtimes: Readonly<Record<string, string>> = {
  ort: 'ONNX Runtime',
  'onnxruntime-web': 'ONNX Runtime',
  tfjs: 'TensorFlow.js',
};

/**
 * A name for each of two explanations: what was asked to differ, in words, and what they explain where that came out
 * different. With A and B before them where the words alone are the same.
 *
 * @param results null where one is missing: then the settings are named
 */
export function sideNames(
  first: SideSettings,
  changes: Partial<SideSettings>,
  results: readonly [a: ExplanationResult, b: ExplanationResult] | null,
): readonly [a: string, b: string] {
  const asked = new Set(Object.keys(changes).map((setting) => kindOf[setting as keyof SideSettings]));
  const [a, b] = results ? [found(results[0]), found(results[1])] : [said(first), said({ ...first, ...changes })];
  const named = kinds.filter((kind) => asked.has(kind) || (results && kind === 'target' && a.target !== b.target));
  const [nameOfA, nameOfB] = [a, b].map((facts) => named.map((kind) => facts[kind]).join(', '));
  return nameOfA === nameOfB ? [mark('A', nameOfA!), mark('B', nameOfB!)] : [nameOfA!, nameOfB!];
}

function mark(letter: string, name: string): string {
  return name ? `${letter}: ${name}` : letter;
}

function found({ attribution, title, recipe }: ExplanationResult): Facts {
  return {
    method: titleOfMethod(attribution.method),
    model: recipe.model.file,
    runtime: `${runtimes[recipe.runtime.name] ?? recipe.runtime.name} on ${recipe.runtime.engine}`,
    target: title,
    layer: attribution.layer ? `layer ${attribution.layer.name}` : 'no layer',
  };
}

function said({ method, model, modelFiles, backend, engine, target, layer }: SideSettings): Facts {
  const runtime = runtimes[backend] ?? 'runtime of the file';
  return {
    method: titleOfMethod(method),
    model: modelFiles?.[0]?.name ?? (model ? model.split(/[?#]/)[0]!.split('/').at(-1)! : 'sample net'),
    runtime: engine === 'auto' ? runtime : `${runtime} on ${engine}`,
    target: target === 'top' ? 'top class' : target,
    layer: layer ? `layer ${layer}` : 'layer found by itself',
  };
}
