import { labelsFromJson, parseLabels } from '../labels.js';
import { parsedJson } from './fields.js';
import type { Reader } from './finding.js';
import { parsePythonNames } from './python-text.js';

const labelFile = /(^|[._-])(labels|classes|class_index|synset)\.(json|txt)$/i;
const labelKeys = ['labels', 'classes', 'class_names', 'names'];

/**
 * A plain list of labels in a file of its own: `labels.txt`, `model.labels.json`, `imagenet_class_index.json`, ...
 *
 * @throws XaiError `input-invalid` when such a file holds no labels
 */
export const readLabelFile: Reader = ({ sidecars }) => {
  const entry = Object.entries(sidecars).find(([name]) => labelFile.test(name));
  if (!entry) return null;
  const [source, content] = entry;
  return {
    source,
    pieces: {},
    labels: parseLabels(typeof content === 'string' ? content : JSON.stringify(content)),
    warnings: [],
  };
};

/** A list of labels in the model's metadata: JSON, Python's text of a list or dict, or one per line. */
export const readLabelMetadata: Reader = ({ metadata }) => {
  for (const key of labelKeys) {
    const value = parsedJson(metadata[key]);
    const lines = typeof value === 'string' && value.includes('\n') ? parseLines(value) : null;
    const labels = labelsFromJson(typeof value === 'string' ? parsePythonNames(value) : value) ?? lines;
    if (labels) return { source: `model metadata '${key}'`, pieces: {}, labels, warnings: [] };
  }
  return null;
};

const parseLines = (text: string): string[] | null => (/^\s*[[{]/.test(text) ? null : parseLabels(text));
