import {
  XaiError,
  checkTargets,
  createRecipe,
  describeMap,
  drawableMap,
  floatsOf,
  formatScore,
  labelOfTarget,
  labelledTargets,
  methodById,
  pixelRange,
  positionsOfScores,
  readNpy,
  readOptionArrays,
  subtitleOfAttribution,
  titleOfAttribution,
  titleOfMethod,
  topClasses,
} from '@pellucid/core';
import type {
  Attribution,
  DrawableMap,
  MethodDescriptor,
  MethodOptions,
  Progress,
  Target,
  TopClasses,
} from '@pellucid/core';
import type { ExplainJob, ExplanationResult } from '../protocol.js';
import { version } from '../version.js';
import { checkEngine } from './check-engine.js';
import type { Network, Networks } from './networks.js';
import { downloadThere } from './download.js';
import type { PreparedInput } from './prepare-input.js';
import { prepareInput } from './prepare-input.js';

/** Classes in the list beside a map. */
const topCount = 5;

export interface ExplainOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Takes a result that is not finished; its memory is used again for the next. */
  readonly onPartial: (attribution: Attribution) => void;
}

/**
 * One explanation.
 *
 * @throws XaiError for whatever is wrong with the network, the picture or what is asked for
 */
export async function explain(
  networks: Networks,
  job: ExplainJob,
  options: ExplainOptions,
): Promise<ExplanationResult> {
  const { signal } = options;
  const method = methodById(job.method);
  const network = await networks.open(job.model, signal);
  const started = performance.now();
  const input = await prepareInput(job.picture, network, signal);
  const preprocess = performance.now() - started;
  const { loaded, labels } = network;
  const feeds = { [network.input!]: input.tensor };
  await checkEngine(loaded, feeds, signal);
  const target = targetOf(job, network, method);
  const { options: own, given } = await readOptionArrays(method, job.options, async (url) => {
    const array = readNpy(await downloadThere(url, 'input-invalid', signal));
    return { data: floatsOf(array), shape: array.shape };
  });
  const top = await topClasses(loaded.model, feeds, labels, topCount, signal);
  const before = performance.now();
  const attribution = await attribute(method, network, input, optionsOf(job, network, target, own), options);
  const explaining = performance.now() - before;
  return finish(attribution, {
    job,
    network,
    input,
    top,
    given,
    timings: { load: loaded.loading, preprocess, explain: explaining },
  });
}

function targetOf(job: ExplainJob, { loaded, labels, input }: Network, method: MethodDescriptor): Target {
  const targets = labelledTargets(job.target, labels, 'Give the class index, or the names with the attribute labels.');
  const chosen = { method, options: job.options };
  checkTargets(loaded.model, input!, targets, chosen, job.of ?? undefined);
  return targets.at(-1)!;
}

function optionsOf(
  job: ExplainJob,
  { loaded, preprocessing }: Network,
  target: Target,
  own: Readonly<Record<string, unknown>>,
): MethodOptions {
  return {
    ...own,
    target: [target],
    ...(job.of && { of: job.of }),
    ...(positionsOfScores(loaded.model) && { region: job.region }),
    ...(!(preprocessing instanceof XaiError) && { pixelRange: pixelRange(preprocessing.preprocessing) }),
  };
}

async function attribute(
  { run, stream }: MethodDescriptor,
  { loaded }: Network,
  { tensor }: PreparedInput,
  asked: MethodOptions,
  { signal, onProgress, onPartial }: ExplainOptions,
): Promise<Attribution> {
  const all = { ...asked, signal, onProgress };
  if (!stream) return (await run(loaded.model, tensor, all))[0]!;
  let last: Attribution | undefined;
  for await (const [attribution] of stream(loaded.model, tensor, all)) {
    last = attribution!;
    onPartial(last);
  }
  return last!;
}

interface Parts {
  readonly job: ExplainJob;
  readonly network: Network;
  readonly input: PreparedInput;
  readonly top: TopClasses | null;
  readonly given: Readonly<Record<string, unknown>>;
  readonly timings: Readonly<Record<string, number>>;
}

function finish(attribution: Attribution, { job, network, input, top, given, timings }: Parts): ExplanationResult {
  const { loaded, labels, preprocessing } = network;
  const { model, name, file } = loaded;
  const [target] = attribution.targets;
  const drawable = drawableMap(attribution);
  const isPicture = input.record.width !== null && !(preprocessing instanceof XaiError);
  return {
    attribution,
    drawable,
    seen: input.seen,
    title: titleOfAttribution(attribution, labels),
    subtitle: subtitleOfAttribution(attribution, name, input.record.file),
    unit: target ? `attribution of the ${target.quantity}` : 'activation',
    description: describeExplanation(attribution, drawable, labels),
    top,
    labels,
    recipe: createRecipe({
      attribution,
      options: {
        ...attribution.options,
        ...given,
        ...(job.region !== 'predicted' && 'region' in attribution.options && { region: job.region }),
      },
      label: target ? labelOfTarget(target, labels) : null,
      top,
      model: { file: name, sha256: file.sha256, inputs: model.inputs },
      input: input.record,
      preprocessing: isPicture ? { ...preprocessing.preprocessing, warnings: preprocessing.warnings } : null,
      runtime: model.runtime,
      versions: { '@pellucid/web-components': version },
      timings: Object.fromEntries(Object.entries(timings).map(([step, time]) => [step, Math.round(time * 10) / 10])),
      rendering: null,
      files: {},
      notes: [...model.notes, ...loaded.findings],
    }),
  };
}

/** What there is to see, for those who cannot see it. */
function describeExplanation(
  attribution: Attribution,
  drawable: DrawableMap | null,
  labels: readonly string[] | null,
): string {
  const [target] = attribution.targets;
  const method = titleOfMethod(attribution.method);
  const shape = attribution.values.shape.slice(1);
  if (!drawable || !target)
    return `${method} of ${titleOfAttribution(attribution, labels)}: ${shape.join(' x ')} values`;
  const score = formatScore(target.score, target.quantity);
  return `${method}: ${describeMap(drawable.map)}; ${titleOfAttribution(attribution, labels)} ${score}`;
}
