import { gradientSupport } from '@pellucid/backend-ort';
import type { OperatorSupport, OrtModel } from '@pellucid/backend-ort';
import { XaiError, describePreprocessing, sizeOf } from '@pellucid/core';
import type { FoundPreprocessing, LayerKind, PreprocessingOptions, RuntimeInfo, TensorSpec } from '@pellucid/core';
import { messageOf } from '../explain/failure.js';
import type { Io } from '../io.js';
import type { ModelRequest, ReadModel } from '../model/open-model.js';
import { readModel } from '../model/open-model.js';
import type { Explainable } from './explainable.js';
import { findExplainable } from './explainable.js';

/** A tensor of the file; null marks a side that is free, a null shape one whose rank is unknown. */
export interface InspectedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | null)[] | null;
  readonly layout: TensorSpec['layout'];
}

interface InspectedLayer extends InspectedTensor {
  readonly op: string;
  /** Null where the network cannot be run. */
  readonly kind: LayerKind | null;
}

/** What `xai inspect` found, as JSON prints it. Whatever does not apply is null and has its reason elsewhere. */
export interface Inspection {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly producer: string;
  readonly opset: number;
  /** Versions of the operator sets besides the standard one. */
  readonly otherOpsets: Readonly<Record<string, number>>;
  /** Numbers in the file: weights and other constants. */
  readonly parameters: number;
  readonly inputs: readonly InspectedTensor[];
  readonly outputs: readonly InspectedTensor[];
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
  readonly operators: readonly OperatorSupport[];
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
  model: OrtModel | null,
  noRuntime: string | null,
  signal: AbortSignal,
): Promise<Inspection> {
  const { file, graph, preprocessing, labels } = read;
  const found = preprocessing instanceof XaiError ? null : preprocessing;
  const explainable = model && (await findExplainable(model, signal));
  const layers = model?.layers ?? [];
  const floats = new Set(layers.map(({ name }) => name));
  return {
    file: file.name,
    sha256: read.sha256,
    bytes: file.bytes.length,
    producer: graph.producer,
    opset: graph.opset,
    otherOpsets: Object.fromEntries([...graph.domains].filter(([domain]) => domain !== '')),
    parameters: [...graph.constants.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    inputs: model?.inputs ?? graph.inputs.map(fileTensor),
    outputs: graph.outputs.map((output) => {
      const known = model?.outputs.find(({ name }) => name === output.name);
      // The runtime does not know the rank of what some operators make, and says that it is a scalar.
      return known && known.shape.length > 0 ? known : fileTensor(output);
    }),
    metadata: Object.keys(graph.metadata),
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
      : fileLayers(graph),
    operators: gradientSupport(model?.graph ?? graph, {
      from: graph.inputs.map(({ name }) => name),
      to: explainable?.scores ? [explainable.scores.logits] : graph.outputs.map(({ name }) => name),
      ...(model && { isFloat: (tensor: string) => floats.has(tensor) }),
    }),
    explainable,
  };
}

/** The layers of a network that cannot be run, with the shapes that the file happens to say. */
function fileLayers({ nodes, valueInfos, outputs }: ReadModel['graph']): InspectedLayer[] {
  const known = new Map([...valueInfos, ...outputs.map((output) => [output.name, output] as const)]);
  return nodes.flatMap(({ op, outputs: names }) =>
    names
      .filter(Boolean)
      .map((name) => ({ ...fileTensor(known.get(name) ?? { name, dtype: 'other', shape: null }), op, kind: null })),
  );
}

function fileTensor({ name, dtype, shape }: ReadModel['graph']['inputs'][number]): InspectedTensor {
  return { name, dtype, shape: shape?.map((side) => (typeof side === 'number' ? side : null)) ?? null, layout: null };
}
