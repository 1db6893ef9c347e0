import { labelledTargets } from '@pellucid/core';
import type { Target } from '@pellucid/core';
import { slug } from '../output/names.js';

/** A target and the part of a file name that tells it from the others. */
export interface NamedTarget {
  readonly target: Target;
  readonly slug: string;
}

/** @throws XaiError `usage` for a label that names no class or several */
export function readTargets(texts: readonly string[], labels: readonly string[] | null): NamedTarget[] {
  const remedy = 'Give the class index, or the names with --labels FILE.';
  return texts.flatMap((text) =>
    labelledTargets(text, labels, remedy).map((target) => ({
      target,
      slug: 'top' in target ? `top-${target.top}` : slug(text),
    })),
  );
}
