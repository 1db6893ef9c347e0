import { XaiError } from '@pellucid/core';
import type { Graph } from './graph.js';
import { parseModel } from './parse.js';
import { readBody, standardDomain } from './read-body.js';
import type { ReadExternal } from './read-tensor.js';

export interface ReadOptions {
  /** Asked for weights that the model keeps in files beside it; see `externalData`. Without it such a model is refused. */
  readonly external?: ReadExternal;
}

/**
 * The network in an ONNX file, checked and in an order in which it can be computed. Constant nodes and Identities of
 * constants become constants; nodes without a name get one. Weights are views into `bytes`, which must not change.
 *
 * @throws XaiError `model-invalid` for what is not an ONNX file, or is damaged, or is no computable graph
 */
export function readOnnx(bytes: Uint8Array, options: ReadOptions = {}): Graph {
  const model = parseModel(bytes);
  if (model.graph.node.length === 0 || model.graph.output.length === 0) {
    throw new XaiError(
      'model-invalid',
      'The model has no nodes or no outputs, so there is nothing to compute; export it again.',
    );
  }
  const irVersion = Number(model.irVersion);
  const domains = new Map(model.opsetImport.map(({ domain, version }) => [standardDomain(domain), Number(version)]));
  // Files older than IR version 3 do not say: they use the first operator set.
  if (domains.size === 0 && irVersion < 3) domains.set('', 1);
  const outdated = [...domains].find(([, version]) => version < 1);
  if (domains.size === 0 || outdated) {
    throw new XaiError(
      'model-invalid',
      `The model does not say which operator set it uses${outdated ? ` (it says ${outdated[1]})` : ''}; the file is truncated or damaged.`,
    );
  }
  return {
    ...readBody(model.graph, options.external),
    opset: domains.get('') ?? 1,
    domains,
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    irVersion,
    functions: model.functions,
  };
}
