import { XaiError } from '../errors.js';
import { didYouMean } from '../suggest.js';

const wordnetId = /^n\d{8}\s+(?=\S)/;

/** A class that has no name in the file. */
const unnamed = (index: number): string => `class ${index}`;

/** One entry of a JSON list: a name, or Keras' `["n01440764", "tench"]`. */
function nameOf(entry: unknown): string | null {
  if (typeof entry === 'string') return entry;
  if (Array.isArray(entry) && entry.length === 2 && typeof entry[1] === 'string') return entry[1];
  return null;
}

/**
 * Labels from parsed JSON: a list of names, or an object from index to name (`{"0": "cat"}`), in which missing indices
 * become `class 3`. Null when it is neither.
 */
export function labelsFromJson(value: unknown): string[] | null {
  if (Array.isArray(value)) {
    const names = value.map(nameOf);
    return names.length > 0 && names.every((name) => name !== null) ? names : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value).map(([key, entry]) => [Number(key), nameOf(entry)] as const);
  // 100,000 classes is more than any network has; beyond it the key is a number of something else.
  const sound = entries.every(([index, name]) => Number.isInteger(index) && index >= 0 && index < 1e5 && name !== null);
  if (!sound || entries.length === 0) return null;
  const named = new Map(entries);
  return Array.from({ length: Math.max(...named.keys()) + 1 }, (_, index) => named.get(index) ?? unnamed(index));
}

/**
 * Labels from the text of a file: JSON as `labelsFromJson`, else one per line. A WordNet id (`n01440764 tench, Tinca
 * tinca`) or the line's own number (`0 cat`, `0: cat`) at the head of every line is dropped.
 *
 * @throws XaiError `input-invalid` for JSON of another form, or a text without a label
 */
export function parseLabels(text: string): string[] {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (/^[[{]/.test(content)) {
    const labels = labelsFromJson(parseJson(content));
    if (labels) return labels;
    throw new XaiError(
      'input-invalid',
      'Labels in JSON should be a list of names or an object such as {"0": "cat"}; this is neither.',
    );
  }
  if (content === '')
    throw new XaiError(
      'input-invalid',
      'The file of labels is empty; it should hold one label per line, or a JSON list.',
    );
  const lines = content.split(/\r?\n/).map((line) => line.trim());
  if (lines.every((line) => wordnetId.test(line))) return lines.map((line) => line.replace(wordnetId, ''));
  const numbers = lines.map((line) => /^(\d+)\s*[:,]?\s+(?=\S)/.exec(line));
  if (numbers.every((match, index) => Number(match?.[1]) === index)) {
    return lines.map((line, index) => line.slice(numbers[index]![0].length));
  }
  return lines;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new XaiError(
      'input-invalid',
      `The file of labels begins like JSON but is not: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/** What a class may be called: its whole label, then each synonym of `tench, Tinca tinca`. Lower case. */
function namesOf(label: string): string[] {
  const whole = label.trim().toLowerCase();
  return [whole, ...whole.split(',').map((name) => name.trim())];
}

/**
 * The index of the class called `text`, ignoring case: the whole label, else a synonym (`tench` of `tench, Tinca
 * tinca`), else the beginning of either.
 *
 * @throws XaiError `usage` when two classes match equally well (both are named), or none does (near ones are named)
 */
export function findLabel(text: string, labels: readonly string[]): number {
  const wanted = text.trim().toLowerCase();
  const classes = labels.map(namesOf);
  const tests: ((names: readonly string[]) => boolean)[] = [
    ([whole]) => whole === wanted,
    (names) => names.includes(wanted),
    (names) => wanted !== '' && names.some((name) => name.startsWith(wanted)),
  ];
  for (const test of tests) {
    const found = classes.flatMap((names, index) => (test(names) ? [index] : []));
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw new XaiError('usage', ambiguous(text, found, labels));
  }
  throw new XaiError('usage', unknown(text, wanted, labels, classes));
}

function ambiguous(text: string, found: readonly number[], labels: readonly string[]): string {
  const shown = found.slice(0, 5).map((index) => `${index} (${labels[index]})`);
  const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : '';
  return `Label '${text}' matches ${found.length} classes: ${shown.join(', ')}${more}. Give more of the label, or the class index.`;
}

function unknown(text: string, wanted: string, labels: readonly string[], classes: readonly string[][]): string {
  const containing = wanted === '' ? [] : labels.filter((label) => label.toLowerCase().includes(wanted)).slice(0, 3);
  const hint =
    containing.length > 0
      ? ` Did you mean ${containing.map((label) => `'${label}'`).join(' or ')}?`
      : didYouMean(wanted, classes.flat());
  return `None of the ${labels.length} labels is '${text}'.${hint} A class index from 0 to ${labels.length - 1} is accepted too.`;
}
