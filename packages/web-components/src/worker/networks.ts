import {
  XaiError,
  filledShape,
  findPreprocessing,
  inputToExplain,
  parseLabels,
  pictureShape,
  readSidecars,
} from '@pellucid/core';
import type { FoundPreprocessing, NameOf, PreprocessingOptions } from '@pellucid/core';
import type { ModelRequest } from '../protocol.js';
import { modelKey } from '../protocol.js';
import { downloadThere } from './download.js';
import { chooseEngine, needsCheck } from './engines.js';
import { findModelFile } from './model-folder.js';
import type { LoadedModel, NetworkFile } from './read-network.js';
import { readNetwork } from './read-network.js';
import { yielding } from './yielding.js';

/** A network that a runtime has loaded, kept for the jobs that come. */
export interface LoadedNetwork {
  /** Name of its file. */
  readonly name: string;
  readonly file: NetworkFile;
  readonly sidecars: Readonly<Record<string, unknown>>;
  /** Calls give way to messages of the page. */
  model: LoadedModel;
  /** Whether its results still have to be held against those of wasm. */
  unchecked: boolean;
  /** What was found in that. */
  readonly findings: string[];
  /** The same network on wasm. */
  loadOnWasm(): Promise<LoadedModel>;
  /** Milliseconds that it took to load. */
  readonly loading: number;
}

/** A network as one job sees it: with its own preprocessing and names of classes. */
export interface Network {
  readonly loaded: LoadedNetwork;
  /** Name of the explained input; null where there is no telling which. */
  readonly input: string | null;
  /** Why no picture can be prepared for it, or how. */
  readonly preprocessing: FoundPreprocessing | XaiError;
  readonly labels: readonly string[] | null;
}

export interface Networks {
  /** Loads a network, or finds it. */
  open(request: ModelRequest, signal: AbortSignal): Promise<Network>;
  /** Frees all but these. */
  keep(keys: readonly string[]): Promise<void>;
  /** Frees one whose runtime broke down (a lost graphics card), so that it is loaded anew when it is next asked for. */
  drop(request: ModelRequest): Promise<void>;
}

/** What options are called in a page. */
const asAttribute: NameOf = (option) => (option === 'input' ? 'src' : option);

export function createNetworks(): Networks {
  const cache = new Map<string, Promise<LoadedNetwork>>();
  const free = async (key: string): Promise<void> => {
    const opened = cache.get(key);
    cache.delete(key);
    await opened?.then(
      ({ model }) => model.dispose(),
      () => undefined,
    );
  };
  return {
    async open(request, signal) {
      const key = modelKey(request);
      let opened = cache.get(key);
      if (!opened) {
        opened = load(request, signal);
        cache.set(key, opened);
        // What failed may work another time.
        opened.catch(() => cache.delete(key));
      }
      const network = describe(await opened, request);
      const labels = await givenLabels(request, signal);
      return labels ? { ...network, labels } : network;
    },
    async keep(keys) {
      for (const key of [...cache.keys()]) if (!keys.includes(key)) await free(key);
    },
    drop: (request) => free(modelKey(request)),
  };
}

async function load(request: ModelRequest, signal: AbortSignal): Promise<LoadedNetwork> {
  const started = performance.now();
  const { source, backend, engine, preprocessing: options } = request;
  // All that a folder beside the model could say is said already.
  const isTold = options.preset !== undefined && request.labels !== null;
  const found = await findModelFile(source, backend, isTold ? 'skip' : 'look', signal);
  const file = await readNetwork(found, backend);
  const sidecars = await readSidecars(found.folder, found.name);
  const chosen = await chooseEngine(engine, file.format, file.bytes);
  const input = inputToExplain(file.inputs);
  const preprocessing = input ? prepare(file, input.shape ?? [], sidecars, options) : null;
  const sized = input && pictureShape(input.shape ?? [], preprocessing instanceof XaiError ? null : preprocessing);
  const shape = input && sized && filledShape(input, sized);
  const shapes = shape ? { [input.name]: shape } : {};
  const loadOn = async (name: typeof chosen): Promise<LoadedModel> => yielding(await file.load(name, shapes));
  return {
    name: found.name,
    file,
    sidecars,
    model: await loadOn(chosen),
    unchecked: needsCheck(chosen),
    findings: [],
    loadOnWasm: () => loadOn('wasm'),
    loading: performance.now() - started,
  };
}

function prepare(
  { metadata }: NetworkFile,
  inputShape: readonly (number | null)[],
  sidecars: Readonly<Record<string, unknown>>,
  options: PreprocessingOptions,
): FoundPreprocessing | XaiError {
  try {
    return findPreprocessing({ inputShape, sidecars, metadata }, options, asAttribute);
  } catch (error) {
    // That a network takes no pictures is an error once a picture is to be prepared.
    if (error instanceof XaiError && error.code === 'model-unsupported') return error;
    throw error;
  }
}

function describe(loaded: LoadedNetwork, { preprocessing: options }: ModelRequest): Network {
  const { file, sidecars, model } = loaded;
  const input = inputToExplain(file.inputs);
  if (!input) {
    const names = file.inputs.map(({ name, dtype }) => `'${name}' (${dtype})`).join(', ');
    return {
      loaded,
      input: null,
      labels: null,
      preprocessing: new XaiError(
        'model-unsupported',
        `Expected a network with one input of pictures, but '${loaded.name}' has ${names || 'none'}. The command line takes the values of the others (--feed).`,
      ),
    };
  }
  const shape = model.inputs.find(({ name }) => name === input.name)?.shape ?? input.shape ?? [];
  const preprocessing = prepare(file, shape, sidecars, options);
  return {
    loaded,
    input: input.name,
    preprocessing,
    labels: preprocessing instanceof XaiError ? null : preprocessing.labels,
  };
}

/** Names of the classes that the page gave; null where it left them to what is beside the model. */
async function givenLabels({ labels }: ModelRequest, signal: AbortSignal): Promise<readonly string[] | null> {
  if (labels === null || !('url' in labels)) return labels;
  return parseLabels(new TextDecoder().decode(await downloadThere(labels.url, 'input-invalid', signal)));
}
