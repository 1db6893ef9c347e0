import { basename, dirname, extname } from 'node:path';

/**
 * A stem for every file, all different (ignoring case, as some file systems do): its name without the extension; where
 * two share it, with the extension or the folder; where they share those too, with a number.
 */
export function distinctStems(files: readonly string[]): string[] {
  const forms: ((file: string) => string)[] = [
    (file) => basename(file, extname(file)),
    (file) => basename(file).replaceAll('.', '-'),
    (file) => `${basename(dirname(file))}-${basename(file, extname(file))}`,
    (file) => `${basename(dirname(file))}-${basename(file).replaceAll('.', '-')}`,
  ];
  const plain = files.map((file) => forms[0]!(file).toLowerCase());
  const unique = uniqueNames();
  return files.map((file, i) => {
    const group = files.filter((_, j) => plain[j] === plain[i]);
    const form = forms.find((one) => allDiffer(group.map(one))) ?? forms.at(-1)!;
    return unique(form(file));
  });
}

function allDiffer(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}

/**
 * Names that are given out once: a name that is taken, ignoring case, gets a number behind it.
 *
 * @param isTaken whether a name must not be given out at all
 */
export function uniqueNames(isTaken: (name: string) => boolean = () => false): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    let candidate = name;
    for (let count = 2; given.has(candidate.toLowerCase()) || isTaken(candidate); count++)
      candidate = `${name}-${count}`;
    given.add(candidate.toLowerCase());
    return candidate;
  };
}

/** A text as a part of a file name. */
export function slug(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'target'
  );
}
