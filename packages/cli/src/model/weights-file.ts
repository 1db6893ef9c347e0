import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { XaiError } from '@pellucid/core';

/** One read takes at most this many bytes; files may be larger than a read can be. */
const maximalRead = 2 ** 30;

/**
 * Bytes of a weights file in a model's folder.
 *
 * @throws XaiError `model-invalid` for a file that is not there, lies outside the folder behind a link, is none that holds
 *   bytes (a folder, a pipe) or is too short
 */
export function readWeights(folder: string, location: string, offset: number, length: number): Uint8Array {
  const file = locate(folder, location);
  const handle = openSync(file, 'r');
  try {
    // Looked at first: memory is taken for what is there, not for what a damaged model asks for.
    const { size } = fstatSync(handle);
    if (size < offset + length) throw tooShort(location, offset + length, size);
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(handle, bytes, done, Math.min(length - done, maximalRead), offset + done);
      if (count === 0) throw tooShort(location, offset + length, offset + done);
      done += count;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/**
 * The whole of a weights file in a model's folder.
 *
 * @throws XaiError `model-invalid` for a file that is not there, lies outside the folder behind a link, or holds no bytes
 */
export async function readWeightsFile(folder: string, location: string): Promise<Uint8Array> {
  return readFile(locate(folder, location));
}

/** The path of a weights file, which has to be in the folder. */
function locate(folder: string, location: string): string {
  const root = realpathSync(folder);
  let file: string;
  try {
    file = realpathSync(join(root, location));
  } catch (cause) {
    throw new XaiError(
      'model-invalid',
      `The model keeps weights in '${location}' beside it, but that file is not there. Put it into the model's folder.`,
      { cause },
    );
  }
  if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new XaiError(
      'model-invalid',
      `The model's weights file '${location}' is a link that leads out of the model's folder. Put the file itself there.`,
    );
  }
  if (!statSync(file).isFile()) {
    throw new XaiError(
      'model-invalid',
      `The model keeps weights in '${location}' beside it, but that is not a file. Put the file there.`,
    );
  }
  return file;
}

function tooShort(location: string, needed: number, size: number): XaiError {
  return new XaiError(
    'model-invalid',
    `The model's weights file '${location}' is too short: ${needed} bytes are needed, but it has ${size}. Copy it again.`,
  );
}
