import { basename, resolve } from 'node:path';
import { XaiError, explainedInput } from '@pellucid/core';
import type { Model } from '@pellucid/core';
import type { ExplainRequest } from '../arguments/explain-request.js';
import { expandInputs } from '../input/expand.js';
import { preparePicture } from '../input/prepare-picture.js';
import type { PreparedInput } from '../input/prepared.js';
import type { InputArray } from '../input/read-array.js';
import { rowsOfArray } from '../input/read-array.js';
import { bundledPhoto } from '../model/bundled.js';
import type { ReadModel } from '../model/open-model.js';
import { distinctStems } from '../output/names.js';

/** Something to explain. */
export interface Source {
  /** As the user wrote it. */
  readonly name: string;
  /** Of the results' file names; different for every source. */
  readonly stem: string;
  /** Its file, which results must not overwrite. */
  readonly path: string;
  /** @throws XaiError `input-invalid` */
  prepare(): Promise<PreparedInput>;
}

/** The pictures that were asked for, or the bundled one. */
export async function pictureSources(
  { images }: ExplainRequest,
  { preprocessing }: ReadModel,
  cwd: string,
): Promise<Source[]> {
  if (preprocessing instanceof XaiError) throw preprocessing;
  const bundled = bundledPhoto();
  const inputs = images.length > 0 ? await expandInputs(images, cwd) : [{ name: basename(bundled), path: bundled }];
  const stems = distinctStems(inputs.map(({ name }) => name));
  return inputs.map((input, i) => ({
    name: input.name,
    stem: stems[i]!,
    path: 'path' in input ? input.path : resolve(cwd, input.name),
    prepare: () =>
      'path' in input
        ? preparePicture(input.path, input.name, preprocessing.preprocessing)
        : Promise.reject(input.error),
  }));
}

/** The rows of the array that was given as input. A picture beside it gives the name only. */
export function arraySources(
  { images, input = '', feeds }: ExplainRequest,
  array: InputArray,
  model: Model,
  { preprocessing }: ReadModel,
  cwd: string,
): Source[] {
  const pieces = preprocessing instanceof XaiError ? null : preprocessing.preprocessing;
  const network = explainedInput(
    model,
    feeds.map((feed) => feed.name),
  );
  const inputs = rowsOfArray(array, input, network, pieces);
  const name = images[0] ?? input;
  const [stem] = distinctStems([name]);
  return inputs.map((prepared, row) => ({
    name: inputs.length > 1 ? `${name} (row ${row})` : name,
    stem: inputs.length > 1 ? `${stem}-${row}` : stem!,
    path: resolve(cwd, input),
    prepare: () => Promise.resolve(prepared),
  }));
}
