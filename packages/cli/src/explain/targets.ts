import {
  XaiError,
  featureLayer,
  findLabel,
  objectiveOf,
  parseTargets,
  positionsOf,
  requireLayer,
  scoreOutput,
} from '@pellucid/core';
import type { Model, Quantity, Target } from '@pellucid/core';
import type { ChosenMethod } from '../arguments/explain-request.js';
import { slug } from '../output/names.js';

/** A target and the part of a file name that tells it from the others. */
export interface NamedTarget {
  readonly target: Target;
  readonly slug: string;
}

/** @throws XaiError `usage` for a label that names no class or several */
export function readTargets(texts: readonly string[], labels: readonly string[] | null): NamedTarget[] {
  const indexOfLabel = (label: string): number => {
    if (labels) return findLabel(label, labels);
    throw new XaiError(
      'usage',
      `No names of classes are known for this network, so '${label}' cannot be looked up. Give the class index, or the names with --labels FILE.`,
    );
  };
  return texts.flatMap((text) => {
    const targets = parseTargets(text, indexOfLabel);
    return targets.map((target) => ({ target, slug: 'top' in target ? `top-${target.top}` : slug(text) }));
  });
}

/**
 * Checks targets and layers against the network before any work.
 *
 * @param input name of the explained input
 * @throws XaiError `usage` for a class, index, output or layer that the network does not have
 */
export function checkTargets(
  model: Model,
  input: string,
  targets: readonly NamedTarget[],
  methods: readonly ChosenMethod[],
  of: Quantity | undefined,
): void {
  for (const { method, options } of methods) {
    const layers = [(options['layer'] as string | readonly string[] | undefined) ?? []].flat();
    if (!method.hasTarget) {
      for (const layer of layers) if (layer !== 'auto') requireLayer(model, layer);
      continue;
    }
    for (const { target } of targets) {
      onlyUsage(() => {
        const { tensor } = objectiveOf(model, target, { of: of ?? 'logits', region: 'predicted' });
        for (const layer of layers) featureLayer(model, tensor, layer, input);
      });
    }
  }
}

/** A network that does not suit one method is reported when that method runs; the others can still be done. */
function onlyUsage(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof XaiError) || error.code === 'usage') throw error;
  }
}

/** Height and width of the output that holds the classes, where it has positions; else null. */
export function positionsOfScores(model: Model): readonly [number, number] | null {
  try {
    const output = scoreOutput(model);
    return positionsOf(output) > 1 ? [output.shape[2]!, output.shape[3]!] : null;
  } catch {
    return null;
  }
}
