const text = String.raw`'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"`;
const entries = new RegExp(String.raw`(\d+)\s*:\s*(?:${text})`, 'g');
const items = new RegExp(text, 'g');

const unescape = (a: string | undefined, b: string | undefined): string => (a ?? b ?? '').replace(/\\(.)/g, '$1');

/**
 * Names written with Python's `str()`, which exporters put into metadata: a dict from int to str as a JSON object, a
 * list of str as a list. Null for any other text.
 */
export function parsePythonNames(value: string): Record<string, string> | string[] | null {
  const literal = value.trim();
  if (/^\{.*\}$/s.test(literal)) {
    return Object.fromEntries([...literal.matchAll(entries)].map(([, index, a, b]) => [index!, unescape(a, b)]));
  }
  return /^\[.*\]$/s.test(literal) ? [...literal.matchAll(items)].map(([, a, b]) => unescape(a, b)) : null;
}
