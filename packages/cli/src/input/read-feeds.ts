import { resolve } from 'node:path';
import { XaiError, didYouMean } from '@pellucid/core';
import type { RecipeFile, Tensor, Tensors, TensorSpec } from '@pellucid/core';
import type { NetworkFile } from '../model/network-file.js';
import { readArrayFile } from './read-array.js';

/** `--feed NAME=FILE.npy`: the values of an input that is not the explained one. */
export interface FeedRequest {
  readonly name: string;
  readonly file: string;
}

/** The values of an input, as they are in the file. */
export interface FeedArray {
  readonly record: RecipeFile;
  readonly values: ArrayLike<number | bigint>;
  readonly shape: readonly number[];
}

/** @throws XaiError `usage` for anything but NAME=FILE, or a name that comes twice */
export function parseFeeds(texts: readonly string[]): FeedRequest[] {
  const feeds = texts.map((text): FeedRequest => {
    // Names of tensors may hold an equals sign, names of files rarely do.
    const at = text.lastIndexOf('=');
    if (at > 0 && at < text.length - 1) return { name: text.slice(0, at), file: text.slice(at + 1) };
    throw new XaiError('usage', `--feed takes NAME=FILE.npy, but got '${text}'.`);
  });
  const twice = feeds.find(({ name }, i) => feeds.findIndex((feed) => feed.name === name) !== i);
  if (twice) throw new XaiError('usage', `--feed gives the input '${twice.name}' twice; once is enough.`);
  return feeds;
}

/**
 * Reads the files, after a look at whether the network has such inputs.
 *
 * @throws XaiError `usage` for an unknown input, `input-invalid` for a file that is no array
 */
export async function readFeeds(
  requests: readonly FeedRequest[],
  { inputs }: NetworkFile,
  cwd: string,
): Promise<Map<string, FeedArray>> {
  const names = inputs.map(({ name }) => name);
  const feeds = new Map<string, FeedArray>();
  for (const { name, file } of requests) {
    if (!names.includes(name)) {
      throw new XaiError(
        'usage',
        `--feed names an input '${name}', but the network's inputs are '${names.join("', '")}'.${didYouMean(name, names)}`,
      );
    }
    const { array, sha256 } = await readArrayFile(resolve(cwd, file), `--feed ${name}=${file}`);
    feeds.set(name, { record: { file, sha256 }, values: array.data, shape: array.shape });
  }
  return feeds;
}

/**
 * The feeds for one of several inputs to explain: their only row, or the row of that number.
 *
 * @throws XaiError `input-invalid` for an array of another rank, or with another number of rows
 */
export function feedsFor(
  feeds: ReadonlyMap<string, FeedArray>,
  specs: readonly TensorSpec[],
  row: number,
  count: number,
): Tensors {
  return Object.fromEntries(
    [...feeds].map(([name, feed]) => {
      const spec = specs.find((one) => one.name === name)!;
      return [name, rowOf(feed, spec, row, count)];
    }),
  );
}

function rowOf({ record, values, shape }: FeedArray, spec: TensorSpec, row: number, count: number): Tensor {
  const whole = shape.length === spec.shape.length - 1 ? [1, ...shape] : shape;
  const [size = 1, ...sides] = whole;
  if (whole.length !== spec.shape.length || (size !== 1 && size !== count)) {
    const wanted = ['N', ...spec.shape.slice(1).map((side) => side ?? 'any')].join(', ');
    throw new XaiError(
      'input-invalid',
      `The input '${spec.name}' is [${wanted}], one row for all or ${count} (one each), but ${record.file} holds [${shape.join(', ')}].`,
    );
  }
  const length = values.length / size;
  const start = size === 1 ? 0 : row * length;
  return tensorOf(
    Array.from({ length }, (_, i) => values[start + i]!),
    spec,
    [1, ...sides],
  );
}

/** Integers of every width are int64 to core; the backend makes of them what the file wants. */
function tensorOf(values: readonly (number | bigint)[], { dtype }: TensorSpec, shape: readonly number[]): Tensor {
  if (dtype === 'float32')
    return { dtype, data: Float32Array.from(values, Number), shape, layout: shape.length === 4 ? 'nchw' : null };
  if (dtype === 'bool')
    return { dtype, data: Uint8Array.from(values, (value) => (value ? 1 : 0)), shape, layout: null };
  return {
    dtype: 'int64',
    data: BigInt64Array.from(values, (value) => (typeof value === 'bigint' ? value : BigInt(Math.round(value)))),
    shape,
    layout: null,
  };
}
