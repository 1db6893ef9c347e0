import { FusedBatchNorm, engine, onesLike } from '@tensorflow/tfjs-core';
import type { NamedTensorMap } from '@tensorflow/tfjs-core';

/** Names of the scopes in which TensorFlow.js runs its fused operators. */
const scopes = new Set(['fusedConv2d__op', 'fusedDepthwiseConv2d__op', 'fusedMatMul__op']);

interface Scope {
  readonly state: { readonly activeScope: { readonly name: string } | null };
}

/**
 * Records fused operators as kernels like any other, so that the registered gradients serve them. TensorFlow.js records
 * them as functions with a gradient of their own, which computes that of the filter too, whether it is wanted or not, and
 * refuses dilations.
 */
export function withFusedOperatorsRecorded<Result>(work: () => Result): Result {
  const tfjs = engine();
  const { customGrad, runKernel } = Object.getPrototypeOf(tfjs) as typeof tfjs;
  tfjs.customGrad = (compute) => {
    const scope = (tfjs as unknown as Scope).state.activeScope?.name ?? '';
    if (!scopes.has(scope)) return customGrad.call(tfjs, compute as never) as never;
    return (...inputs) => compute(...inputs, () => undefined).value;
  };
  // The tape expects a tensor for each name, but a kernel without a bias has `bias: undefined`.
  tfjs.runKernel = (name, inputs, attributes) =>
    runKernel.call(tfjs, name, complete(name, inputs), attributes) as never;
  try {
    return work();
  } finally {
    const own = tfjs as Partial<typeof tfjs>;
    delete own.customGrad;
    delete own.runKernel;
  }
}

function complete(name: string, inputs: NamedTensorMap): NamedTensorMap {
  const entries = Object.entries(inputs as Record<string, NamedTensorMap[string] | null | undefined>);
  if (Array.isArray(inputs) || entries.every(([, tensor]) => tensor)) return inputs;
  const present = Object.fromEntries(entries.filter(([, tensor]) => tensor)) as NamedTensorMap;
  // A gradient cannot save what may be absent.
  if (name === FusedBatchNorm) present['scale'] ??= onesLike(present['variance']!);
  return present;
}
