import type { EngineName } from './engines.js';
import type { GradientCase } from './gradient-case.js';

interface Limit {
  readonly engine: EngineName;
  readonly op: string;
  readonly title?: RegExp;
  readonly why: string;
}

/** What engines cannot compute in the first place, so that there is no gradient to look at. */
const limits: readonly Limit[] = [
  { engine: 'wasm', op: 'Einsum', why: 'no forward kernel' },
  { engine: 'wasm', op: 'UnsortedSegmentSum', why: 'no forward kernel' },
  { engine: 'wasm', op: 'Dilation2D', why: 'the forward kernel is wrong' },
  { engine: 'wasm', op: 'GatherV2', title: /^a batch dimension$/, why: 'the forward kernel is wrong' },
  { engine: 'wasm', op: 'MaxPool3D', title: /no value positive/, why: 'the forward kernel is wrong' },
  ...(['wasm', 'tensorflow'] as const).map((engine) => ({
    engine,
    op: 'Conv2D',
    title: /channels first/,
    why: 'the forward kernel takes no channels first',
  })),
  { engine: 'tensorflow', op: 'MaxPoolWithArgmax', why: 'no forward kernel' },
  ...['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'].map((op) => ({
    engine: 'tensorflow' as const,
    op,
    title: /padding/,
    why: 'the forward kernel takes no numbers for padding',
  })),
];

/** Why a case is left out on an engine, or null. */
export function limitOf({ op, title }: GradientCase, engine: EngineName): Limit | null {
  const limit = limits.find(
    (each) => each.engine === engine && each.op === op && (each.title === undefined || each.title.test(title)),
  );
  return limit ?? null;
}
