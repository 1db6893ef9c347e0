import { XaiError, arrayInput, floatsOf, readNpy, toInput, toPicture } from '@pellucid/core';
import type { FloatTensor, FoundPreprocessing, NpyArray, Pixels, RecipeInput, RgbPixels } from '@pellucid/core';
import type { PictureSource } from '../protocol.js';
import { sampleNet } from './assets.js';
import { decodePicture, pixelsOf } from './decode-picture.js';
import { downloadThere } from './download.js';
import type { Network } from './networks.js';
import { sha256 } from './sha256.js';

/** One input of the network, ready to be explained. */
export interface PreparedInput {
  /** [1, ...], in the network's own units. */
  readonly tensor: FloatTensor;
  /** What the network sees, as a picture; null where it is none. */
  readonly seen: RgbPixels | null;
  readonly record: RecipeInput;
}

/**
 * The network's input for a picture or an array.
 *
 * @throws XaiError `input-invalid`, `model-unsupported` for a network that takes no pictures
 */
export async function prepareInput(
  source: PictureSource,
  network: Network,
  signal: AbortSignal,
): Promise<PreparedInput> {
  if (source.kind === 'bitmap') return fromPixels(pixelsOf(source.bitmap), source.name, '', network);
  const { name, blob } = source.kind === 'blob' ? source : await fetchPicture(source, signal);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const hash = await sha256(bytes);
  if (/\.npy$/i.test(name)) return fromArray(readNpy(bytes), name, hash, network);
  // What suits pictures only is said before they are decoded.
  requirePreprocessing(network);
  return fromPixels(await decodePicture(blob, name), name, hash, network);
}

async function fetchPicture(
  source: Extract<PictureSource, { kind: 'bundled' | 'url' }>,
  signal: AbortSignal,
): Promise<{ name: string; blob: Blob }> {
  if (source.kind === 'bundled') {
    const bytes = await downloadThere(sampleNet.photo, 'input-invalid', signal);
    return { name: 'photo-cat-chelsea-cc0.png', blob: new Blob([bytes as BlobPart], { type: 'image/png' }) };
  }
  const bytes = await downloadThere(source.url, 'input-invalid', signal);
  const { pathname, protocol } = new URL(source.url);
  const name =
    protocol === 'data:' || protocol === 'blob:' ? 'picture' : decodeURIComponent(pathname.split('/').at(-1)!);
  return { name, blob: new Blob([bytes as BlobPart]) };
}

function requirePreprocessing({ preprocessing }: Network): FoundPreprocessing {
  if (preprocessing instanceof XaiError) throw preprocessing;
  return preprocessing;
}

function fromPixels(pixels: Pixels, name: string, hash: string, network: Network): PreparedInput {
  const { input, seen } = toInput(pixels, requirePreprocessing(network).preprocessing);
  return { tensor: input, seen, record: { file: name, sha256: hash, width: pixels.width, height: pixels.height } };
}

function fromArray(array: NpyArray, name: string, hash: string, network: Network): PreparedInput {
  const { loaded, input, preprocessing } = network;
  const spec = loaded.model.inputs.find((each) => each.name === input);
  // Where there is no telling which input is meant, the preprocessing says so.
  if (!spec) throw preprocessing as XaiError;
  const tensor = arrayInput({ data: floatsOf(array), shape: array.shape }, spec);
  return {
    tensor,
    seen: preprocessing instanceof XaiError ? null : toPicture(tensor, preprocessing.preprocessing),
    record: { file: name, sha256: hash, width: null, height: null },
  };
}
