/** A word as POSIX shells take it: in single quotes where it holds anything that a shell reads. */
export function shellWord(word: string): string {
  return /^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
