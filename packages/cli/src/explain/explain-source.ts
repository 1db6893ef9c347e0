import { basename } from 'node:path';
import {
  createRecipe,
  drawAttribution,
  labelOfTarget,
  pixelRange,
  subtitleOfAttribution,
  titleOfAttribution,
  topClasses,
  writeNpy,
} from '@pellucid/core';
import type { Attribution, Drawing, Progress, Recipe, Tensors, TopClasses } from '@pellucid/core';
import { feedsFor } from '../input/read-feeds.js';
import type { PreparedInput } from '../input/prepared.js';
import { packageVersions } from '../versions.js';
import type { ReadyMethod } from './option-files.js';
import { regionFor } from './region.js';
import type { Source } from './sources.js';
import type { Work } from './work.js';

/** Classes in the list that a newcomer sees. */
const topCount = 5;

/** A picture in the network's units, and what the network says of it. */
export interface Seen {
  readonly source: Source;
  readonly input: PreparedInput;
  /** One row of each other input of the network. */
  readonly feeds: Tensors;
  readonly top: TopClasses | null;
  /** Milliseconds. */
  readonly preprocessing: number;
}

/** One map, and all that belongs beside it. */
export interface Explanation {
  readonly attribution: Attribution;
  readonly title: string;
  readonly subtitle: readonly string[];
  /** What the numbers are. */
  readonly unit: string;
  readonly drawing: Drawing;
  /** Of the target among several; null where there is but one. */
  readonly slug: string | null;
  /** @param files names by format */
  recipe(files: Readonly<Record<string, string>>): Recipe;
}

/** Prepares the source of a number and asks the network for its classes. */
export async function see(
  at: number,
  { model, read, sources, feeds: arrays }: Work,
  signal: AbortSignal,
): Promise<Seen> {
  const source = sources[at]!;
  const started = performance.now();
  const input = await source.prepare();
  const preprocessing = performance.now() - started;
  const feeds = feedsFor(arrays, model.inputs, at, sources.length);
  const all = { ...feeds, [read.input!]: input.tensor };
  return { source, input, feeds, top: await topClasses(model, all, read.labels, topCount, signal), preprocessing };
}

/** The network's input as a .npy file. */
export function encodeInput({ input }: Seen): Uint8Array {
  return writeNpy(input.tensor.data, input.tensor.shape);
}

/** Explains a prepared source with one method: one explanation per target. */
export async function explainWith(
  { method, options, given }: ReadyMethod,
  seen: Seen,
  work: Work,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Explanation[]> {
  const { request, model, targets, region, positions, found } = work;
  const started = performance.now();
  const attributions = await method.run(model, seen.input.tensor, {
    ...options,
    target: targets.map(({ target }) => target),
    ...(request.of && { of: request.of }),
    ...(positions && { region: regionFor(region, seen.input, found?.preprocessing ?? null, positions) }),
    ...(found && { pixelRange: pixelRange(found.preprocessing) }),
    feeds: seen.feeds,
    signal,
    onProgress,
  });
  const explaining = (performance.now() - started) / attributions.length;
  return attributions.map((attribution, i) => {
    const slug = method.hasTarget && targets.length > 1 ? targets[i]!.slug : null;
    return finish(attribution, { slug, given }, seen, work, explaining);
  });
}

function finish(
  attribution: Attribution,
  { slug, given }: { slug: string | null; given: Readonly<Record<string, unknown>> },
  { source, input, top, preprocessing }: Seen,
  work: Work,
  explaining: number,
): Explanation {
  const { request, read, model, found, loading } = work;
  const started = performance.now();
  const title = titleOfAttribution(attribution, read.labels);
  const subtitle = subtitleOfAttribution(attribution, read.file.name, basename(source.name));
  const [target] = attribution.targets;
  const unit = target ? `attribution of the ${target.quantity}` : 'activation';
  const drawing = drawAttribution(attribution, input.seen, { title, subtitle, name: unit, colormap: request.colormap });
  const timings = {
    load: loading,
    preprocess: preprocessing,
    explain: explaining,
    render: performance.now() - started,
  };
  return {
    attribution,
    title,
    subtitle,
    unit,
    drawing,
    slug,
    recipe: (files) =>
      createRecipe({
        attribution,
        options: {
          ...attribution.options,
          ...given,
          ...(request.region !== undefined && 'region' in attribution.options && { region: request.region }),
        },
        label: target ? labelOfTarget(target, read.labels) : null,
        top,
        model: { file: read.file.name, sha256: read.network.sha256, inputs: model.inputs },
        input: input.record,
        feeds: Object.fromEntries([...work.feeds].map(([name, { record }]) => [name, record])),
        preprocessing:
          found && input.record.width !== null ? { ...found.preprocessing, warnings: found.warnings } : null,
        runtime: model.runtime,
        versions: packageVersions(),
        timings: Object.fromEntries(Object.entries(timings).map(([step, time]) => [step, Math.round(time * 10) / 10])),
        rendering: drawing.rendering,
        files,
        notes: model.notes,
      }),
  };
}
