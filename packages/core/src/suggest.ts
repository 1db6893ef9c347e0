import { distance } from 'fastest-levenshtein';

/**
 * The candidate most like a mistyped word, ignoring case and the first of equals; `null` if none is near enough to be
 * meant: within a third of the word's length in edits (at least 2), and with a letter in common.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let found: string | null = null;
  let fewest = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits >= fewest || edits >= Math.max(word.length, candidate.length)) continue;
    found = candidate;
    fewest = edits;
  }
  return found;
}

/** ` Did you mean 'x'?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const candidate = nearest(word, candidates);
  return candidate === null ? '' : ` Did you mean '${candidate}'?`;
}
