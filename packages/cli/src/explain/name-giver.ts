import { join, resolve } from 'node:path';
import type { MethodDescriptor } from '@pellucid/core';
import type { ExplainRequest } from '../arguments/explain-request.js';
import { uniqueNames } from '../output/names.js';
import type { Source } from './sources.js';

/** Gives a result its name: without the ending, and one that no other result has. */
export type NameGiver = (source: Source, method: MethodDescriptor, slug: string | null) => string;

/**
 * The names of results: all different, and none that of a file that the run reads.
 *
 * @param endings of the files that a result may have
 */
export function nameGiver(
  request: ExplainRequest,
  sources: readonly Source[],
  endings: readonly string[],
  folder: string,
  cwd: string,
): NameGiver {
  const { saveInput, input, model, region, feeds } = request;
  const others = [saveInput, input, model.place, model.labels, region, ...feeds.map(({ file }) => file)]
    .filter((file) => file !== undefined)
    .map((file) => resolve(cwd, file));
  const read = new Set([...sources.map(({ path }) => path), ...others].map((path) => path.toLowerCase()));
  const unique = uniqueNames((base) =>
    endings.some((ending) => read.has(join(folder, `${base}.${ending}`).toLowerCase())),
  );
  return ({ stem }, { id }, slug) => unique([stem, id, ...(slug === null ? [] : [slug])].join('.'));
}
