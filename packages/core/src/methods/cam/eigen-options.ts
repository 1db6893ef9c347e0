import type { OptionDescriptor } from '../descriptor.js';
import type { Targets } from '../options.js';
import type { CamOptions } from './class-activation-map.js';
import { camOptions } from './class-activation-map.js';

/** Options of the maps that are principal components. */
export interface EigenOptions<T extends Targets = Targets> extends CamOptions<T> {
  /** Subtract from each channel its mean over the positions first. Default false. */
  readonly centre?: boolean;
}

export const eigenOptions = {
  ...camOptions,
  centre: {
    type: 'boolean',
    default: false,
    doc: 'Subtract from each channel its mean over the positions first, as pytorch-grad-cam does; the paper does not.',
  },
} as const satisfies Record<string, OptionDescriptor>;
