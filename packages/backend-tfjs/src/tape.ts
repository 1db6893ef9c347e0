import { XaiError } from '@pellucid/core';
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Where the operations that make a tensor end on the tape. */
export interface Recorded {
  readonly name: string;
  readonly end: number;
}

/** What TensorFlow.js remembers of an operation for the way back. */
interface TapeNode {
  readonly kernelName: string;
  readonly saved?: readonly Tensor[];
}

interface State {
  activeTape: TapeNode[] | null;
  /** How many kernels are running, one within another; what they run is not recorded. */
  kernelDepth: number;
}

/** TensorFlow.js frees what is on its tape at the end of a gradient, but not when that fails: so its own state is needed. */
function state(): State {
  return (engine() as unknown as { state: State }).state;
}

/** Runs work of which nothing is recorded. */
export function withoutTape<Result>(work: () => Result): Result {
  const own = state();
  own.kernelDepth++;
  try {
    return work();
  } finally {
    own.kernelDepth--;
  }
}

/** How many operations are recorded. */
export function tapeLength(): number {
  return state().activeTape?.length ?? 0;
}

/**
 * Gradients of a number at tensors; undefined where there is none.
 *
 * @param recorded what `forward` has recorded, in order, once it ran
 * @throws XaiError `gradient-unsupported` for an operation without a gradient
 */
export function gradientsOf(
  forward: () => Tensor,
  at: readonly Tensor[],
  recorded: readonly Recorded[],
): (Tensor | undefined)[] {
  if (at.length === 0) {
    forward();
    return [];
  }
  try {
    return engine().gradients(forward, [...at], undefined, true).grads;
  } catch (cause) {
    const tape = state().activeTape ?? [];
    for (const { saved } of tape) for (const tensor of saved ?? []) tensor.dispose();
    state().activeTape = null;
    throw explained(cause, tape, recorded);
  }
}

function explained(cause: unknown, tape: readonly TapeNode[], recorded: readonly Recorded[]): unknown {
  const op = cause instanceof Error && /gradient function not found for (\w+)/.exec(cause.message)?.[1];
  if (!op) return cause;
  // The way back meets the last one first.
  const index = tape.findLastIndex(({ kernelName }) => kernelName === op);
  const name = recorded.find(({ end }) => end > index)?.name;
  return new XaiError(
    'gradient-unsupported',
    `TensorFlow.js has no gradient for the operation ${op}, of which '${name}' is made, between the target and the tensors whose gradient is wanted. Use a method that needs no gradient (occlusion), or a layer behind it.`,
    { cause },
  );
}
