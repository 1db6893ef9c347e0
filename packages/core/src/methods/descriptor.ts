import type { Attribution } from '../attribution.js';
import type { DifferentiableModel } from '../model.js';
import type { PixelRange } from '../preprocess/pixel-range.js';
import type { FloatTensor } from '../tensor.js';
import type { TargetOptions } from './options.js';

/** One option of a method, as frontends show, check and document it. */
export interface OptionDescriptor {
  readonly type: 'number' | 'integer' | 'boolean' | 'choice' | 'layer';
  /** The value where none is given; for a number that depends on the input, words that say how. */
  readonly default: number | boolean | string;
  /** Takes [height, width] too. */
  readonly pair?: true;
  /** Takes a list too. */
  readonly several?: true;
  /** Takes values in place of a choice, too: a tensor in the network's own units. */
  readonly tensor?: true;
  /** For `choice`. */
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** "pixels", "windows", ... */
  readonly unit?: string;
  readonly doc: string;
}

/** Options that a frontend gives: those of every method, what it knows of the pictures, and the method's own by name. */
export type MethodOptions = TargetOptions & { readonly pixelRange?: PixelRange | undefined } & Readonly<
    Record<string, unknown>
  >;

/**
 * What a method needs of a network and its backend: gradients, a feature layer, an activation that acts as a ReLU, or an end of
 * global average pool and linear layers.
 */
export type MethodNeed = 'gradient' | 'feature layer' | 'ReLU' | 'pooled head';

/** What sets one method of a kind apart from the others. */
export type MethodWords = Pick<MethodDescriptor, 'id' | 'title' | 'summary' | 'definition' | 'advice' | 'paper'>;

/** What there is to know of a method without running it. Tables, command lines and pages are made of this. */
export interface MethodDescriptor {
  readonly id: string;
  readonly title: string;
  /** One sentence for people. */
  readonly summary: string;
  /** The definition, in words and symbols. */
  readonly definition: string;
  readonly scope: 'local' | 'global';
  readonly approach: 'gradient' | 'perturbation' | 'activation';
  readonly resolution: 'pixel' | 'feature map' | 'window';
  readonly needs: readonly MethodNeed[];
  /** In forward passes of the network, for one picture. */
  readonly cost: string;
  /** When to trust it, and when not. */
  readonly advice: string;
  readonly paper: string;
  /** Whether the method explains a target; `activations` does not. */
  readonly hasTarget: boolean;
  readonly options: Readonly<Record<string, OptionDescriptor>>;
  readonly run: (model: DifferentiableModel, input: FloatTensor, options: MethodOptions) => Promise<Attribution[]>;
  /** Ever better attributions, where partial results make sense; the last is the finished one. */
  readonly stream?: (
    model: DifferentiableModel,
    input: FloatTensor,
    options: MethodOptions,
  ) => AsyncGenerator<Attribution[]>;
}
