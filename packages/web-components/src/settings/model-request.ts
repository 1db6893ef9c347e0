import { XaiError, parseChoice, parsePreprocessing } from '@pellucid/core';
import type { ModelRequest, ModelSource } from '../protocol.js';
import { backendNames, engineNames } from '../protocol.js';

/** What an element says of its network, as its properties hold it. */
export interface ModelSettings {
  readonly model: string | null;
  readonly modelFiles: readonly File[] | null;
  readonly backend: string;
  readonly engine: string;
  readonly labels: string | readonly string[] | null;
}

/**
 * The network that an element asks for.
 *
 * @param preprocessingOf the text of an option of preprocessing
 * @throws XaiError `usage`
 */
export function readModelRequest(
  settings: ModelSettings,
  preprocessingOf: (option: string) => string | undefined,
): ModelRequest {
  return {
    source: sourceOf(settings),
    backend: parseChoice(settings.backend, 'backend', backendNames),
    engine: parseChoice(settings.engine, 'engine', engineNames),
    preprocessing: parsePreprocessing(preprocessingOf, (option) => option),
    labels: labelsOf(settings.labels),
  };
}

function sourceOf({ model, modelFiles }: ModelSettings): ModelSource {
  if (modelFiles && modelFiles.length > 0) {
    // Folders keep their paths; names, sizes and dates tell one pick from another.
    const files = modelFiles.map((file) => ({ name: file.webkitRelativePath || file.name, blob: file }));
    const id = modelFiles.map(({ name, size, lastModified }) => `${name} ${size} ${lastModified}`).join();
    return { kind: 'files', id, files };
  }
  return model === null || model === '' ? { kind: 'bundled' } : { kind: 'url', url: absolute(model, 'model') };
}

/** A list with commas, or the address of one. */
function labelsOf(labels: ModelSettings['labels']): ModelRequest['labels'] {
  if (labels === null || labels === '') return null;
  if (typeof labels !== 'string') return labels;
  if (/\.(txt|json)([?#].*)?$/i.test(labels)) return { url: absolute(labels, 'labels') };
  return labels.split(',').map((label) => label.trim());
}

/** @throws XaiError `usage` for what is no address */
export function absolute(address: string, attribute: string): string {
  try {
    return new URL(address, document.baseURI).href;
  } catch (cause) {
    throw new XaiError('usage', `${attribute} is no address: '${address}'.`, { cause });
  }
}
