import type { ChosenLayer } from './network/feature-layer.js';
import type { ResolvedTarget } from './objective.js';
import type { FloatTensor } from './tensor.js';

/**
 * Which room the values live in: `map`: one value per position [N, h, w]; `input`: one per input number [N, C, H, W];
 * `activation`: a layer's own values [N, C, h, w] or [N, C].
 */
export type AttributionForm = 'map' | 'input' | 'activation';

/** The outcome of a method: raw signed values, and all that is needed to run it again. */
export interface Attribution {
  /** Id in the catalog. */
  readonly method: string;
  readonly form: AttributionForm;
  /** Never normalised, clipped or coloured, unless the method's definition says so. */
  readonly values: FloatTensor;
  /** One per row of the input; empty for methods without a target. */
  readonly targets: readonly ResolvedTarget[];
  /** The layer that was looked at, and why; null for methods without one. */
  readonly layer: ChosenLayer | null;
  /** Every option, defaults included. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the method can say of itself (completeness gap, standard error), by name. */
  readonly checks: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}
