/** The ways to say what is explained, as the form has them. */
export type TargetKind = 'predicted' | 'class' | 'contrast' | 'other';

/** Which of the ways a target is written in. */
export function targetKindOf(target: string, labels: readonly string[] | null): TargetKind {
  if (target === '' || target === 'top') return 'predicted';
  if (/^(top|output|layer):/.test(target)) return 'other';
  return contrastOf(target, labels) ? 'contrast' : 'class';
}

/** The two classes of a contrast; null for what is none. A label may hold hyphens itself. */
export function contrastOf(target: string, labels: readonly string[] | null): readonly [string, string] | null {
  const isClass = (text: string): boolean => /^\d+$/.test(text) || (labels?.includes(text) ?? false);
  if (labels?.includes(target)) return null;
  for (let at = target.indexOf('-'); at > 0; at = target.indexOf('-', at + 1)) {
    const sides = [target.slice(0, at), target.slice(at + 1)] as const;
    if (sides.every(isClass)) return sides;
  }
  return null;
}
