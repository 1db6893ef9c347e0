import { table } from '../docs/markdown.js';
import { handling } from './handling.js';
import type { Measured, Verdict } from './measure.js';

/** The results of one engine, by the name that users know it by. */
export interface EngineResults {
  readonly engine: string;
  readonly results: readonly Measured[];
}

const kinds = ['right', 'wasteful', 'wrong', 'missing', 'no kernel', 'refused', 'fails', 'not computed'] as const;

export function gradientsPage(engines: readonly EngineResults[], version: string): string {
  const ops = [...new Set(engines[0]!.results.map((measured) => measured.case.op))].sort();
  const of = ({ results }: EngineResults, op: string, whose: 'stock' | 'ours') =>
    results.filter((measured) => measured.case.op === op).map((measured) => measured[whose]);
  const isSound = (op: string): boolean =>
    engines.every((engine) => of(engine, op, 'stock').every(({ kind }) => kind === 'right'));
  const rows = ops
    .filter((op) => !isSound(op))
    .map((op) => [
      op,
      ...engines.map((engine) => summary(of(engine, op, 'stock'))),
      handling[op] ?? '',
      withOurs(engines.map((engine) => [engine.engine, of(engine, op, 'ours')])),
    ]);
  const names = engines.map(({ engine }) => engine);
  const cases = engines[0]!.results.length;
  return `# Gradients of TensorFlow.js

What TensorFlow.js ${version} computes for ${cases} cases of ${ops.length} operations, on its engines in Node, against finite differences of the same engine's forward values (an error is relative to the gradient's norm; up to 0.002 is right). \`packages/backend-tfjs/src/gradients\` puts right what is not.

- **wasteful**: right, but the gradient of the filter is computed too, though nobody asked.
- **missing**: no gradient is registered. **no kernel**: it calls a kernel that the engine does not have. **refused**: dilations. **fails**: any other error.
- **not computed**: there is no forward result to look at, or a wrong one.

${table(rows, ['operation', ...names, 'how it is handled', 'then'])}

Right everywhere as they are: ${ops.filter(isSound).join(', ')}.

Beside these, ReLU, ReLU6, clips and LeakyRelu are exchanged for the conventions and rule sets of [architecture](architecture.md) (section 5), which finite differences do not see; so are maxima of an axis, whose equals share evenly.

## Forward results

These kernels are wrong or missing as well; \`packages/backend-tfjs/src/kernels\` composes them of others, or refuses them, and the network then goes to the next engine (\`model.runtime.fallbacks\` says why):

- wasm: GatherV2 with a batch dimension; convolutions with 'same' padding along one axis and a stride beyond the kernel along the other; _FusedMatMul with a transposed operand or several matrices (bias, partial sums); MaxPool3D for windows without a positive value; Einsum is missing: composed. Dilation2D, MaxPoolWithArgmax (windows without a positive value): refused.
- cpu and wasm, 'same' padding with a stride beyond the window: MaxPool3D composed; AvgPool3D and Conv3D refused.
- cpu: TensorScatterUpdate (zeros where nothing is overwritten): written anew.
- tfjs-node: GatherV2 with a negative axis and batch dimensions fails: the axis is made positive.
`;
}

function summary(verdicts: readonly Verdict[]): string {
  const parts = kinds.flatMap((kind) => {
    const found = verdicts.filter((verdict) => verdict.kind === kind);
    if (found.length === 0) return [];
    const errors = found.flatMap((verdict) => (verdict.kind === 'wrong' ? [verdict.error] : []));
    const most = errors.reduce((a, b) => Math.max(a, b), 0);
    const by = kind === 'wrong' ? ` by ${Number.isFinite(most) ? most.toPrecision(2) : 'infinity'}` : '';
    return [`${found.length === verdicts.length ? '' : `${found.length} `}${kind}${by}`];
  });
  return parts.join(', ');
}

/** What is left, where anything is. */
function withOurs(engines: readonly (readonly [name: string, verdicts: readonly Verdict[]])[]): string {
  const left = engines.flatMap(([name, verdicts]) => {
    const whys = verdicts.flatMap((verdict) => {
      if (verdict.kind === 'right') return [];
      return [verdict.kind === 'not computed' ? verdict.why : verdict.kind];
    });
    return whys.length > 0 ? [`${name}: ${[...new Set(whys)].join(', ')}`] : [];
  });
  return ['right', ...left].join('; ');
}
