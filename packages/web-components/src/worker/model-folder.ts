import { XaiError, likelySidecars } from '@pellucid/core';
import type { SidecarFolder } from '@pellucid/core';
import type { BackendName, ModelSource, NamedBlob } from '../protocol.js';
import { sampleNet } from './assets.js';
import { download, downloadThere } from './download.js';

/** A model's own file, and what lies around it. Nothing outside its folder is ever read. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly folder: SidecarFolder;
}

/**
 * Finds a model's file.
 *
 * @throws XaiError `model-invalid` when there is none, `usage` when there are several
 */
export async function findModelFile(
  source: ModelSource,
  backend: BackendName,
  sidecars: 'look' | 'skip',
  signal: AbortSignal,
): Promise<ModelFile> {
  const file = await fileOf(source, backend, signal);
  return sidecars === 'look' || source.kind !== 'url' ? file : { ...file, folder: { ...file.folder, files: noFiles } };
}

const noFiles = (): Promise<readonly string[]> => Promise.resolve([]);

function fileOf(source: ModelSource, backend: BackendName, signal: AbortSignal): Promise<ModelFile> {
  switch (source.kind) {
    case 'bundled':
      return bundledFile(backend, signal);
    case 'url':
      return remoteFile(new URL(source.url), signal);
    case 'files':
      return pickedFile(source.files, backend);
  }
}

/** The sample net. Bundlers rename its files, so each has its own address. */
async function bundledFile(backend: BackendName, signal: AbortSignal): Promise<ModelFile> {
  const isTfjs = backend === 'tfjs';
  const addresses: Record<string, URL> = isTfjs
    ? { 'labels.json': sampleNet.labels, 'weights.bin': sampleNet.weights }
    : { 'labels.json': sampleNet.labels };
  return {
    name: isTfjs ? 'model.json' : 'sample-net.onnx',
    bytes: await downloadThere(isTfjs ? sampleNet.modelJson : sampleNet.onnx, 'model-invalid', signal),
    folder: {
      files: () => Promise.resolve(Object.keys(addresses)),
      read: async (name) => (addresses[name] ? download(addresses[name], 'model-invalid') : null),
    },
  };
}

async function remoteFile(url: URL, signal: AbortSignal): Promise<ModelFile> {
  const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '') || url.hostname;
  const beside = (file: string): URL => {
    const address = new URL(file.split('/').map(encodeURIComponent).join('/'), url);
    // A revision or a signature behind `?` holds for the files beside it too.
    address.search = url.search;
    return address;
  };
  return {
    name,
    bytes: await downloadThere(url, 'model-invalid', signal),
    folder: {
      files: () => Promise.resolve(likelySidecars(name)),
      // A server may answer a question for a file that is not there with anything.
      read: (file) => download(beside(file), 'model-invalid').catch(() => null),
    },
  };
}

async function pickedFile(files: readonly NamedBlob[], backend: BackendName): Promise<ModelFile> {
  const isModel = (name: string): boolean =>
    (/\.onnx$/i.test(name) && backend !== 'tfjs') || (/(^|\/)model\.json$/i.test(name) && backend !== 'ort');
  const named = files.filter(({ name }) => isModel(name));
  // A TensorFlow.js model may go by another name: it is the only JSON beside its weights.
  const models =
    named.length > 0 ? named : files.filter(({ name }) => files.length > 1 && /model.*\.json$/i.test(name));
  if (models.length !== 1) {
    const names = files.map(({ name }) => name).join(', ');
    throw models.length === 0
      ? new XaiError(
          'model-invalid',
          `Expected a .onnx file, or a model.json with its weights, but got ${names || 'no file'}. Drop all files of the model together.`,
        )
      : new XaiError('usage', `Expected the files of one model, but got ${models.length} models: ${names}.`);
  }
  const model = models[0]!;
  const read = async (name: string): Promise<Uint8Array | null> => {
    const found = files.find((file) => file.name === name) ?? files.find((file) => file.name.endsWith(`/${name}`));
    return found ? new Uint8Array(await found.blob.arrayBuffer()) : null;
  };
  return {
    name: model.name.split('/').at(-1)!,
    bytes: new Uint8Array(await model.blob.arrayBuffer()),
    folder: { files: () => Promise.resolve(files.map(({ name }) => name.split('/').at(-1)!)), read },
  };
}

/**
 * A file of weights that the model names.
 *
 * @throws XaiError `model-invalid` if it is not there
 */
export async function readWeights(folder: SidecarFolder, name: string): Promise<Uint8Array> {
  const bytes = await folder.read(name);
  if (bytes) return bytes;
  throw new XaiError(
    'model-invalid',
    `The model keeps weights in '${name}', which is not beside it. Serve it there, or drop it together with the model.`,
  );
}
