import type {
  Attribution,
  DrawableMap,
  FloatTensor,
  PreprocessingOptions,
  Progress,
  Quantity,
  Recipe,
  Region,
  RgbPixels,
  RuntimeInfo,
  Similarity,
  TensorSpec,
  TopClasses,
} from '@pellucid/core';

/** Whose model a file is; `auto`: by what is in the file. */
export const backendNames = ['auto', 'ort', 'tfjs'] as const;
export type BackendName = (typeof backendNames)[number];

/** What a runtime computes on in a browser; `auto`: wasm for small networks, else the graphics card where it is right. */
export const engineNames = ['auto', 'webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

/** Where a network's files are. */
export type ModelSource =
  /** The sample net. */
  | { readonly kind: 'bundled' }
  | { readonly kind: 'url'; readonly url: string }
  /** Files that the visitor picked: a network, and what belongs beside it. `id` tells one pick from another. */
  | { readonly kind: 'files'; readonly id: string; readonly files: readonly NamedBlob[] };

export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

/** A network, and how it is to be run. */
export interface ModelRequest {
  readonly source: ModelSource;
  readonly backend: BackendName;
  readonly engine: EngineName;
  readonly preprocessing: PreprocessingOptions;
  /** Names of the classes, or the address of a list of them; null: as found beside the model. */
  readonly labels: readonly string[] | { readonly url: string } | null;
}

/** The picture that is explained. A bitmap is transferred, and belongs to the worker from then on. */
export type PictureSource =
  | { readonly kind: 'bundled' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'blob'; readonly name: string; readonly blob: Blob }
  | { readonly kind: 'bitmap'; readonly name: string; readonly bitmap: ImageBitmap };

/** One explanation that is asked for. */
export interface ExplainJob {
  readonly model: ModelRequest;
  readonly picture: PictureSource;
  /** Id in the catalog. */
  readonly method: string;
  /** The method's own options, by name. Baselines of numbers are tensors. */
  readonly options: Readonly<Record<string, unknown>>;
  /** As `parseTargets` reads it. Of several (`top:3`) the last is explained. */
  readonly target: string;
  readonly of: Quantity | null;
  readonly region: Exclude<Region, { readonly mask: unknown }>;
}

/** One explanation, and all that is shown beside it. */
export interface ExplanationResult {
  /** Raw values of one row. */
  readonly attribution: Attribution;
  /** Null for results that are drawn as sheets of channels or bars. */
  readonly drawable: DrawableMap | null;
  /** What the network saw; null where it is no picture. */
  readonly seen: RgbPixels | null;
  /** What is explained, for a title: a class, a contrast, a layer. */
  readonly title: string;
  /** Method and score, layer, files. */
  readonly subtitle: readonly string[];
  /** What the numbers are. */
  readonly unit: string;
  /** The map in words, for those who cannot see it. */
  readonly description: string;
  readonly top: TopClasses | null;
  readonly labels: readonly string[] | null;
  readonly recipe: Recipe;
}

/** What came of a network's file and of its runtime. */
export interface NetworkFacts {
  readonly name: string;
  readonly runtime: RuntimeInfo;
  readonly notes: readonly string[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Layers whose activations can be looked at, in order, with their sides. */
  readonly layers: readonly LayerFacts[];
  /** The one that class activation maps look at by themselves; null where there is none. */
  readonly featureLayer: string | null;
  readonly labels: readonly string[] | null;
  /** Preprocessing in a few words, and what had to be assumed; null where the input is no picture. */
  readonly preprocessing: { readonly summary: string; readonly warnings: readonly string[] } | null;
  /** Ids of the methods that suit the network, in the order of the catalog. */
  readonly methods: readonly string[];
}

export interface LayerFacts {
  readonly name: string;
  readonly op: string;
  readonly shape: readonly (number | null)[];
}

/** What a job says while it works. */
export interface JobListener {
  progress(progress: Progress): void;
  /** A better map; it is answered before the next is sent. */
  partial(map: DrawableMap): void;
}

/** What the worker does; everything is asynchronous on the page's side. */
export interface WorkerService {
  /** @param job a number that `abort` takes */
  explain(job: number, request: ExplainJob, listener: JobListener): Promise<ExplanationResult>;
  inspect(job: number, request: ModelRequest): Promise<NetworkFacts>;
  /** Ends a job with the error `aborted` at its next step. */
  abort(job: number): void;
  /** How alike two results of one picture are: values [1, ...] of the same shape. */
  similarity(a: FloatTensor, b: FloatTensor): Similarity;
  /** Frees the networks that are not among these (keys of `modelKey`). */
  keep(keys: readonly string[]): Promise<void>;
}

/** What tells one loaded network from another. */
export function modelKey({ source, backend, engine, preprocessing }: ModelRequest): string {
  const place = source.kind === 'files' ? { kind: source.kind, id: source.id } : source;
  // Of the preprocessing only sizes matter, for networks that take pictures of any size.
  return JSON.stringify([place, backend, engine, preprocessing.resize, preprocessing.crop, preprocessing.preset]);
}
