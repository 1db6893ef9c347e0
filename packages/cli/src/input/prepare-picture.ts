import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { XaiError, toInput } from '@pellucid/core';
import type { PreprocessingPieces } from '@pellucid/core';
import { fileReason } from '../file-errors.js';
import { decodeImage } from '../image/decode.js';
import type { PreparedInput } from './prepared.js';

/**
 * Decodes a picture and prepares it for the network.
 *
 * @param name as the user wrote it
 * @throws XaiError `input-invalid`
 */
export async function preparePicture(
  path: string,
  name: string,
  preprocessing: PreprocessingPieces,
): Promise<PreparedInput> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new XaiError('input-invalid', `It cannot be read: ${fileReason(cause)}.`, { cause });
  });
  const pixels = await decodeImage(bytes);
  const { input, seen, view } = toInput(pixels, preprocessing);
  const { width, height } = pixels;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { tensor: input, seen, view, record: { file: name, sha256, width, height } };
}
