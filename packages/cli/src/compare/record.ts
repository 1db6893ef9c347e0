import { labelOfTarget } from '@pellucid/core';
import type {
  Attribution,
  Recipe,
  RecipeTarget,
  ResolvedTarget,
  RuntimeInfo,
  Similarity,
  TopClasses,
} from '@pellucid/core';
import type { LoadedModel } from '../model/network-file.js';
import type { ReadModel } from '../model/open-model.js';
import { packageVersions } from '../versions.js';
import type { Comparison } from './compare-source.js';
import type { OutputComparison } from './outputs.js';
import type { CompareWork } from './work.js';

/** Classes of each network in a record. */
const topCount = 5;

/** One of the two networks, and what came of it. */
interface SideRecord extends Pick<Recipe, 'model' | 'layer' | 'options' | 'checks' | 'notes' | 'timings'> {
  readonly runtime: RuntimeInfo;
  readonly top: TopClasses | null;
  /** Null for methods without a target. */
  readonly target: ResolvedTarget | null;
  /** Shape of the raw values, without the batch. */
  readonly shape: readonly number[];
}

/** What reproduces a comparison, and what came of it: plain JSON. Numbers of B are measured against A. */
export interface ComparisonRecord extends Pick<
  Recipe,
  'method' | 'input' | 'feeds' | 'preprocessing' | 'versions' | 'rendering' | 'files'
> {
  /** Of this record's form; grows when a reader has to change. */
  readonly comparisonVersion: 1;
  /** As A resolved it; null for methods without one. */
  readonly target: RecipeTarget | null;
  readonly outputs: OutputComparison;
  /** Null for maps of different shapes. */
  readonly similarity: Similarity | null;
  readonly a: SideRecord;
  readonly b: SideRecord;
}

export function recordOf(
  comparison: Comparison,
  { a, b }: CompareWork,
  rendering: ComparisonRecord['rendering'],
  files: ComparisonRecord['files'],
): ComparisonRecord {
  const { seen, similarity, explaining } = comparison;
  const { record: input } = seen.a.input;
  const [target] = comparison.a.targets;
  const labels = labelsOf({ a, b });
  return {
    comparisonVersion: 1,
    method: comparison.a.method,
    target: target ? { ...target, label: labelOfTarget(target, labels) } : null,
    outputs: seen.outputs,
    similarity,
    a: side(comparison.a, a.methods, a.read, a.model, seen.a.top, {
      load: a.loading,
      preprocess: seen.a.preprocessing,
      explain: explaining[0],
    }),
    b: side(comparison.b, b.methods, b.read, b.model, seen.b.top, { load: b.loading, explain: explaining[1] }),
    input,
    feeds: Object.fromEntries([...a.feeds].map(([name, feed]) => [name, feed.record])),
    preprocessing: a.found && input.width !== null ? { ...a.found.preprocessing, warnings: a.found.warnings } : null,
    versions: packageVersions(),
    rendering,
    files,
  };
}

/** Names of the classes: those of A, or where it has none, of B. */
export function labelsOf({ a, b }: Pick<CompareWork, 'a' | 'b'>): readonly string[] | null {
  return a.read.labels ?? b.read.labels;
}

function side(
  attribution: Attribution,
  methods: CompareWork['b']['methods'],
  read: ReadModel,
  model: LoadedModel,
  top: TopClasses | null,
  timings: Readonly<Record<string, number>>,
): SideRecord {
  const { name, version, engine, fallbacks } = model.runtime;
  const chosen = methods.find(({ method }) => method.id === attribution.method);
  return {
    model: { file: read.file.name, sha256: read.network.sha256, inputs: model.inputs },
    runtime: { name, version, engine, fallbacks: [...fallbacks] },
    top: top && { ...top, classes: top.classes.slice(0, topCount) },
    target: attribution.targets[0] ?? null,
    layer: attribution.layer,
    options: { ...attribution.options, ...chosen?.given },
    shape: attribution.values.shape.slice(1),
    checks: attribution.checks,
    notes: [...attribution.notes, ...model.notes],
    timings: Object.fromEntries(Object.entries(timings).map(([step, time]) => [step, Math.round(time * 10) / 10])),
  };
}
