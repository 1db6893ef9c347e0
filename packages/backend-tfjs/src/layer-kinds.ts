import type { LayerKind } from '@pellucid/core';

/** A table of kinds by operator: one kind for several names. */
export function allOfKind(kind: LayerKind, names: string): Record<string, LayerKind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

/** What gives its result the axes of what it takes, whatever they are. */
export const keepsAxes: readonly LayerKind[] = [
  'activation',
  'softmax',
  'sigmoid',
  'add',
  'multiply',
  'concat',
  'batch-normalization',
  'normalization',
];
