import { XaiError } from '../errors.js';
import type { MethodDescriptor } from '../methods/descriptor.js';
import type { Model } from '../model.js';
import { featureLayer } from '../network/feature-layer.js';
import { positionsOf, requireLayer } from '../network/layers.js';
import { objectiveOf, scoreOutput } from '../objective.js';
import { findLabel } from '../preprocess/labels.js';
import type { Quantity, Target } from '../target.js';
import { parseTargets } from '../target.js';

/**
 * Targets as people write them, as `parseTargets`, with the names of classes looked up.
 *
 * @param remedy how to give names where the network has none, for the message
 * @throws XaiError `usage` for a label that names no class or several
 */
export function labelledTargets(text: string, labels: readonly string[] | null, remedy: string): Target[] {
  return parseTargets(text, (label) => {
    if (labels) return findLabel(label, labels);
    throw new XaiError(
      'usage',
      `No names of classes are known for this network, so '${label}' cannot be looked up. ${remedy}`,
    );
  });
}

/**
 * Checks the targets and layers of a method against the network before any work. A network that does not suit the method
 * is not reported here, but when the method runs, so that others can still be done.
 *
 * @param input name of the explained input
 * @throws XaiError `usage` for a class, index, output or layer that the network does not have
 */
export function checkTargets(
  model: Model,
  input: string,
  targets: readonly Target[],
  { method, options }: { readonly method: MethodDescriptor; readonly options: Readonly<Record<string, unknown>> },
  of: Quantity | undefined,
): void {
  const layers = [(options['layer'] as string | readonly string[] | undefined) ?? []].flat();
  if (!method.hasTarget) {
    for (const layer of layers) if (layer !== 'auto') requireLayer(model, layer);
    return;
  }
  for (const target of targets) {
    onlyUsage(() => {
      const { tensor } = objectiveOf(model, target, { of: of ?? 'logits', region: 'predicted' });
      for (const layer of layers) featureLayer(model, tensor, layer, input);
    });
  }
}

function onlyUsage(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof XaiError) || error.code === 'usage') throw error;
  }
}

/** Height and width of the output that holds the classes, where it has positions; else null. */
export function positionsOfScores(model: Model): readonly [height: number, width: number] | null {
  try {
    const output = scoreOutput(model);
    return positionsOf(output) > 1 ? [output.shape[2]!, output.shape[3]!] : null;
  } catch {
    return null;
  }
}
