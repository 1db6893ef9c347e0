/** What is compared, and how much of a difference is allowed. */
import type { DifferentiableModel, MethodDescriptor, MethodOptions } from '@pellucid/core';
import { catalog, findLogits, methodById, scoreOutput } from '@pellucid/core';
import type { KinkVerdict } from '@pellucid/core/testing';
import { allowedByKinks, wellKnown } from '@pellucid/core/testing';
import type { PageEngine } from './page-engines.js';

export interface Quantity {
  /** `logits`, or the id of a method. */
  readonly name: string;
  readonly method: MethodDescriptor;
  /** Options beside those that cut its work. */
  readonly options: MethodOptions;
  /**
   * `values`: forward values and class activation maps, which are continuous in the input. `gradient`: gradients at the
   * input, which jump where an activation has a kink.
   */
  readonly kind: 'values' | 'gradient';
}

/** Relative L2 error that is allowed of values; graphics cards compute exp, division and sums with fewer bits. */
const floors: Readonly<Record<PageEngine['engine'], number>> = { wasm: 1e-5, webgl: 1e-3, webgpu: 1e-3 };

/** The logits, then the methods named, in the order of the catalog; all of them where none is named. */
export function quantitiesOf(model: DifferentiableModel, ids: readonly string[] = []): Quantity[] {
  const { logits } = findLogits(model, scoreOutput(model).name);
  return [
    { name: 'logits', method: methodById('activations'), options: { layer: logits }, kind: 'values' },
    ...catalog
      .filter(({ id }) => ids.length === 0 || ids.includes(id))
      .map((method): Quantity => ({ name: method.id, method, options: {}, kind: kindOf(method) })),
  ];
}

function kindOf({ needs, resolution }: MethodDescriptor): Quantity['kind'] {
  return needs.includes('gradient') && resolution === 'pixel' ? 'gradient' : 'values';
}

/** @param k of the kink rule; counts for gradients only */
export function boundOf({ kind }: Quantity, { engine }: PageEngine, k: number): number {
  return kind === 'values' ? floors[engine] : Math.max(floors[engine], allowedByKinks(k));
}

/** `unknown`: within the bound, but the reference moves by so much that this is no evidence. */
export function judge(quantity: Quantity, engine: PageEngine, error: number, k: number): KinkVerdict {
  if (!(error <= boundOf(quantity, engine, k))) return 'wrong';
  return quantity.kind === 'gradient' && k > wellKnown ? 'unknown' : 'right';
}
