import { gradientSupport, storedTensor } from '@pellucid/backend-ort';
import type { Graph, OperatorSupport } from '@pellucid/backend-ort';
import { XaiError, describePreprocessing, findExplainable } from '@pellucid/core';
import type { Explainable, FoundPreprocessing, LayerKind, PreprocessingOptions, RuntimeInfo } from '@pellucid/core';
import { messageOf } from '../explain/failure.js';
import type { Io } from '../io.js';
import type { FileTensor, LoadedModel, NetworkFile } from '../model/network-file.js';
import type { ModelRequest, ReadModel } from '../model/open-model.js';
import { readModel } from '../model/open-model.js';

interface InspectedLayer extends FileTensor {
  readonly op: string;
  /** Null where the network cannot be run. */
  readonly kind: LayerKind | null;
}

/** What `xai inspect` found, as JSON prints it. Whatever does not apply is null and has its reason elsewhere. */
export interface Inspection {
  readonly file: string;
  readonly format: NetworkFile['format'];
  readonly sha256: string;
  readonly bytes: number;
  readonly producer: string;
  /** Version of the standard operator set; null for files other than ONNX. */
  readonly opset: number | null;
  /** Versions of the operator sets besides the standard one. */
  readonly otherOpsets: Readonly<Record<string, number>>;
  /** Numbers in the file: weights and other constants. */
  readonly parameters: number;
  readonly inputs: readonly FileTensor[];
  readonly outputs: readonly FileTensor[];
  readonly metadata: readonly string[];
  readonly preprocessing:
    | (FoundPreprocessing['preprocessing'] & { readonly description: string; readonly warnings: readonly string[] })
    | null;
  /** Why pictures cannot be prepared; null if they can. */
  readonly noPictures: string | null;
  readonly labels: { readonly count: number; readonly source: string | null; readonly first: readonly string[] } | null;
  readonly runtime: RuntimeInfo | null;
  /** Why the network cannot be run at all; null if it can. */
  readonly noRuntime: string | null;
  readonly notes: readonly string[];
  readonly layers: readonly InspectedLayer[];
  /** Null for files other than ONNX. */
  readonly operators: readonly OperatorSupport[] | null;
  /** What of it can be explained; null where the network cannot be run. */
  readonly explainable: Explainable | null;
}

/** Reads a network and finds out what can be done with it; what cannot is said, not thrown. */
export async function inspectModel(request: ModelRequest, options: PreprocessingOptions, io: Io): Promise<Inspection> {
  const read = await readModel(request, options, io);
  const loaded = await read.load().catch((error: unknown) => {
    if (error instanceof XaiError && error.code !== 'usage') return error;
    throw error;
  });
  const model = loaded instanceof XaiError ? null : loaded;
  try {
    return await inspect(read, model, loaded instanceof XaiError ? messageOf(loaded) : null, io.signal);
  } finally {
    await model?.dispose();
  }
}

async function inspect(
  read: ReadModel,
  model: LoadedModel | null,
  noRuntime: string | null,
  signal: AbortSignal,
): Promise<Inspection> {
  const { file, network, preprocessing, labels } = read;
  const { graph } = network;
  const found = preprocessing instanceof XaiError ? null : preprocessing;
  const explainable = model && (await findExplainable(model, signal));
  const layers = model?.layers ?? [];
  const floats = new Set(layers.map(({ name }) => name));
  return {
    file: file.name,
    format: network.format,
    sha256: network.sha256,
    bytes: network.bytes,
    producer: network.producer,
    opset: graph?.opset ?? null,
    otherOpsets: Object.fromEntries([...(graph?.domains ?? [])].filter(([domain]) => domain !== '')),
    parameters: network.parameters,
    inputs: model?.inputs ?? network.inputs,
    outputs: outputsOf(network, model),
    metadata: Object.keys(network.metadata),
    preprocessing: found && {
      ...found.preprocessing,
      description: describePreprocessing(found.preprocessing),
      warnings: found.warnings,
    },
    noPictures: preprocessing instanceof XaiError ? preprocessing.message : null,
    labels: labels && { count: labels.length, source: read.labelsSource, first: labels.slice(0, 5) },
    runtime: model && { ...model.runtime },
    noRuntime,
    notes: model?.notes ?? [],
    layers: model
      ? layers.map(({ name, op, kind, dtype, shape, layout }) => ({ name, op, kind, dtype, shape, layout }))
      : graph
        ? fileLayers(graph)
        : [],
    operators:
      graph &&
      gradientSupport(model && 'graph' in model ? model.graph : graph, {
        from: graph.inputs.map(({ name }) => name),
        to: explainable?.scores ? [explainable.scores.logits] : graph.outputs.map(({ name }) => name),
        ...(model && { isFloat: (tensor: string) => floats.has(tensor) }),
      }),
    explainable,
  };
}

function outputsOf({ outputs, format }: NetworkFile, model: LoadedModel | null): readonly FileTensor[] {
  // A model.json names no tensors as the runtime does.
  if (format !== 'onnx') return model?.outputs ?? outputs;
  return outputs.map((output) => {
    const known = model?.outputs.find(({ name }) => name === output.name);
    // The runtime does not know the rank of what some operators make, and says that it is a scalar.
    return known && known.shape.length > 0 ? known : output;
  });
}

/** The layers of a network that cannot be run, with the shapes that the file happens to say. */
function fileLayers({ nodes, valueInfos, outputs }: Graph): InspectedLayer[] {
  const known = new Map([...valueInfos, ...outputs.map((output) => [output.name, output] as const)]);
  return nodes.flatMap(({ op, outputs: names }) =>
    names
      .filter(Boolean)
      .map((name) => ({ ...storedTensor(known.get(name) ?? { name, dtype: 'other', shape: null }), op, kind: null })),
  );
}
