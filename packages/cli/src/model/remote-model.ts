import { externalData } from '@pellucid/backend-ort';
import { XaiError, likelySidecars } from '@pellucid/core';
import type { ModelFile, ModelFolder } from './model-folder.js';

/**
 * A model behind an http(s) URL, downloaded into memory.
 *
 * @throws XaiError `model-invalid` when it cannot be had
 */
export async function remoteModel(address: string, signal: AbortSignal): Promise<ModelFile> {
  const url = new URL(address);
  const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '') || url.hostname;
  const bytes = await download(url, signal);
  if (!bytes) throw new XaiError('model-invalid', `There is no model at ${address}: the server answers 404.`);
  return { name, bytes, folder: remoteFolder(url, name, signal) };
}

function remoteFolder(model: URL, name: string, signal: AbortSignal): ModelFolder {
  const read = (file: string): Promise<Uint8Array | null> => download(beside(model, file), signal);
  const weights = async (file: string): Promise<Uint8Array> => {
    const content = await read(file);
    if (content) return content;
    throw new XaiError(
      'model-invalid',
      `The model keeps weights in '${file}' beside it, but ${beside(model, file).href} is not there.`,
    );
  };
  return {
    files: () => Promise.resolve(likelySidecars(name)),
    // A server may answer a question for a file that is not there with anything.
    read: (file) => read(file).catch(() => null),
    weights,
    external: async (bytes) => {
      const files = new Map<string, Uint8Array>();
      for (const { location } of externalData(bytes)) {
        if (!files.has(location)) files.set(location, await weights(location));
      }
      return (location, offset, length) => files.get(location)!.subarray(offset, offset + length);
    },
  };
}

/** A file in the folder of the model; what comes behind `?` (a revision, a signature) is kept. */
function beside(model: URL, file: string): URL {
  const url = new URL(file.split('/').map(encodeURIComponent).join('/'), model);
  url.search = model.search;
  return url;
}

async function download(url: URL, signal: AbortSignal): Promise<Uint8Array | null> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (signal.aborted) throw new XaiError('aborted', 'The download was stopped.', { cause });
    const reason = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
    throw new XaiError('model-invalid', `${url.href} cannot be downloaded: ${reason}`, { cause });
  }
  if (response.status === 404) return null;
  throw new XaiError(
    'model-invalid',
    `${url.href} cannot be downloaded: the server answers ${response.status} ${response.statusText}.`,
  );
}
