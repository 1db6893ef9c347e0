import { XaiError, sizeOf } from '@pellucid/core';
import type { RuleSet } from '@pellucid/core';
import { emitBackward } from './autodiff/backward.js';
import { isRectifier, ruleLookup } from './autodiff/rule-sets.js';
import type { OpBuilder } from './autodiff/op-builder.js';
import { createOpBuilder } from './autodiff/op-builder.js';
import { createBuilder } from './onnx/build.js';
import type { Graph, ValueInfo } from './onnx/graph.js';
import { foldAffine } from './onnx/passes/fold-affine.js';
import { ancestors, reads } from './onnx/topology.js';
import { writeOnnx } from './onnx/write.js';
import type { KnownTensors } from './probe.js';
import { batchSide } from './probe.js';

/** A part of a network, with or without its backward pass, as one compiled session sees it. */
export interface Cut {
  readonly feeds: readonly string[];
  readonly fetches: readonly string[];
  /** Tensors whose cotangents are given, as an array (`null`) or one-hot at the k-th largest. */
  readonly cotangents: readonly { readonly tensor: string; readonly top: number | null }[];
  readonly wrt: readonly string[];
  readonly rules: RuleSet;
}

/** Name of the graph input or output that carries a cotangent or gradient of a tensor. */
export const cotangentName = (tensor: string): string => `cotangent of ${tensor}`;
export const gradientName = (tensor: string): string => `gradient at ${tensor}`;

/** The ONNX file of a cut: inputs are the feeds and array cotangents, outputs the fetches and one gradient per `wrt`. */
export function cutModel(graph: Graph, known: KnownTensors, cut: Cut): Uint8Array {
  const builder = createBuilder({ opset: graph.opset, prefix: 'backward/', taken: known });
  const op = createOpBuilder(builder);
  const info = (name: string, like: string): ValueInfo => ({
    name,
    dtype: known.dtypeOf(like),
    shape: known.shapeOf(like).map((side) => side ?? batchSide),
  });
  const fed = new Set(cut.feeds);
  const targets = cut.cotangents.map(({ tensor }) => tensor);
  const named = [...cut.fetches, ...targets, ...cut.wrt];
  const part = { ...graph, nodes: ancestors(graph, named, cut.feeds) };
  requireFed(part, cut, fed);
  // The runtime folds a forward pass itself.
  const forward = cut.wrt.length > 0 ? foldAffine(part, new Set([...named, ...cut.feeds])) : part;
  if (cut.rules !== 'gradient') requireRectifier(forward);
  const cotangents = new Map(
    cut.cotangents.map(({ tensor, top }) => [
      tensor,
      top === null ? cotangentName(tensor) : oneHotAtTop(op, tensor, known.shapeOf(tensor), top),
    ]),
  );
  const gradients = emitBackward({
    graph: forward,
    op,
    shapeOf: (tensor) => (known.has(tensor) ? known.shapeOf(tensor) : forward.constants.get(tensor)!.shape),
    isFloat: known.isFloat,
    fed,
    cotangents,
    wrt: cut.wrt,
    ruleFor: ruleLookup(cut.rules, forward.constants),
  });
  const outputs = cut.wrt.map((tensor) => {
    const gradient = gradients.get(tensor) ?? op.Expand(op.scalar(0), op.Shape(tensor));
    op.node('Identity', [gradient], {}, [gradientName(tensor)]);
    return info(gradientName(tensor), tensor);
  });
  const whole: Graph = {
    ...forward,
    nodes: [...forward.nodes, ...builder.nodes],
    constants: new Map([...forward.constants, ...builder.constants]),
    inputs: [
      ...cut.feeds.map((tensor) => info(tensor, tensor)),
      ...cut.cotangents.filter(({ top }) => top === null).map(({ tensor }) => info(cotangentName(tensor), tensor)),
    ],
    outputs: [...cut.fetches.filter((tensor) => !fed.has(tensor)).map((tensor) => info(tensor, tensor)), ...outputs],
    valueInfos: new Map(),
  };
  const names = whole.outputs.map(({ name }) => name);
  return writeOnnx({
    ...whole,
    nodes: ancestors(
      whole,
      names,
      whole.inputs.map(({ name }) => name),
    ),
  });
}

/** 1 at each row's k-th largest value of a [N, K, 1, ...] or [N, 1, ..., K] tensor (the first of equals for k = 1), 0 elsewhere. */
function oneHotAtTop(op: OpBuilder, tensor: string, shape: readonly (number | null)[], top: number): string {
  const classes = sizeOf(shape.slice(1).map((side) => side ?? 1));
  const flat = op.Reshape(tensor, op.ints([0, classes]));
  const index =
    top === 1
      ? op.node('ArgMax', [flat], { axis: 1, keepdims: 1 })
      : op.Slice(op.node('TopK', [flat, op.ints([top])], { axis: 1 }, 2)[1]!, [top - 1], [top], [1]);
  const hit = op.Equal(index, op.ints(Array.from({ length: classes }, (_, k) => k)));
  return op.Reshape(op.node('CastLike', [hit, flat]), op.ints([0, ...shape.slice(1).map((side) => side ?? -1)]));
}

/** @throws XaiError `usage` where the nodes to be computed read an input of the network that is not fed */
function requireFed({ nodes, inputs }: Graph, cut: Cut, fed: ReadonlySet<string>): void {
  const read = new Set([...nodes.flatMap(reads), ...cut.fetches, ...cut.wrt]);
  const missing = inputs.find(({ name }) => read.has(name) && !fed.has(name));
  if (!missing) return;
  throw new XaiError(
    'usage',
    `What is asked for depends on the input '${missing.name}', which is not fed; only '${cut.feeds.join("', '")}' is. Feed it too.`,
  );
}

function requireRectifier({ nodes, constants }: Graph): void {
  if (nodes.some((node) => isRectifier(node, constants))) return;
  throw new XaiError(
    'model-unsupported',
    'Guided backpropagation and deconvnet change how gradients pass ReLUs, but there is none (nor a clip at 0, as ReLU6) ' +
      'between the input and the target. Use saliency or grad-cam for this network.',
  );
}
