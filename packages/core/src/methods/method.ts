import type { Attribution } from '../attribution.js';
import type { Target } from '../target.js';
import type { FloatTensor } from '../tensor.js';
import type { MethodDescriptor } from './descriptor.js';
import { last } from './last.js';
import type { Explained, TargetOptions, Targets } from './options.js';

type GivenOptions<Options extends TargetOptions, T extends Targets> = Omit<Options, 'target'> & {
  readonly target?: T;
};

/** A method as a function: one attribution for one target, a list for a list. */
export type Method<Model, Options extends TargetOptions> = <T extends Targets = Target>(
  model: Model,
  input: FloatTensor,
  options?: GivenOptions<Options, T>,
) => Promise<Explained<T>>;

/** The same as ever better attributions, of which the last is the result. */
export type MethodStream<Model, Options extends TargetOptions> = <T extends Targets = Target>(
  model: Model,
  input: FloatTensor,
  options?: GivenOptions<Options, T>,
) => AsyncGenerator<Explained<T>>;

/** @param explain gives a list, whatever the targets */
export function asMethod<Model, Options extends TargetOptions>(
  explain: (model: Model, input: FloatTensor, options: Options) => Promise<Attribution[]>,
): Method<Model, Options> {
  return async (model, input, options) =>
    asAsked(options?.target, await explain(model, input, (options ?? {}) as Options));
}

/**
 * The forms of a method that takes long: its two functions, and what its descriptor runs.
 *
 * @param explain yields the result, or ever better ones where `partial` ones are wanted
 */
export function streaming<Model, Options extends TargetOptions>(
  explain: (model: Model, input: FloatTensor, options: Options, partial: boolean) => AsyncGenerator<Attribution[]>,
): {
  readonly method: Method<Model, Options>;
  readonly stream: MethodStream<Model, Options>;
  readonly run: (model: Model, input: FloatTensor, options: Options) => ReturnType<MethodDescriptor['run']>;
  readonly runStream: (model: Model, input: FloatTensor, options: Options) => AsyncGenerator<Attribution[]>;
} {
  const run = (model: Model, input: FloatTensor, options: Options): Promise<Attribution[]> =>
    last(explain(model, input, options, false));
  return {
    method: asMethod(run),
    async *stream(model, input, options) {
      for await (const attributions of explain(model, input, (options ?? {}) as Options, true))
        yield asAsked(options?.target, attributions);
    },
    run,
    runStream: (model, input, options) => explain(model, input, options, true),
  };
}

function asAsked<T extends Targets>(target: T | undefined, attributions: Attribution[]): Explained<T> {
  return (Array.isArray(target) ? attributions : attributions[0]) as Explained<T>;
}
