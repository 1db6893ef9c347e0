import type { RuleSet } from '../../../model.js';
import { floatTensor } from '../../../tensor.js';
import { expectEqual } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { trialCase } from '../harness.js';
import type { LayerDescription, NetworkDescription } from '../network.js';

/** y = 2 a(x) - 3 a(-x): the cotangents at the two activations are 2 and -3. */
function networkOf(form: string, shape: readonly number[], layers: readonly LayerDescription[]): NetworkDescription {
  const last: LayerDescription = {
    op: 'dense',
    name: 'y',
    inputs: [layers.at(-1)!.name],
    weights: floatTensor(Float32Array.of(2, -3), [1, 2]),
    bias: floatTensor(new Float32Array(1), [1]),
    activation: null,
  };
  return { name: form, input: { name: 'x', shape }, layers: [...layers, last], outputs: ['y'] };
}

function both(activation: 'relu' | 'relu6' | null): LayerDescription {
  const weights = floatTensor(Float32Array.of(1, -1), [2, 1]);
  return { op: 'dense', name: 'both', inputs: ['x'], weights, bias: floatTensor(new Float32Array(2), [2]), activation };
}

function bothMaps(activation: 'relu' | 'relu6'): readonly LayerDescription[] {
  const weights = floatTensor(Float32Array.of(1, -1), [2, 1, 1, 1], null);
  const bias = floatTensor(new Float32Array(2), [2]);
  return [
    { op: 'convolution', name: 'both', inputs: ['x'], weights, bias, stride: 1, padding: 0, groups: 1, activation },
    { op: 'flatten', name: 'flat', inputs: ['both'] },
  ];
}

const forms: readonly { readonly network: NetworkDescription; readonly clips: boolean }[] = (
  ['relu', 'relu6'] as const
).flatMap((activation) => {
  const clips = activation === 'relu6';
  const alone: LayerDescription = { op: activation, name: 'active', inputs: ['both'] };
  return [
    { clips, network: networkOf(`${activation} alone`, [1], [both(null), alone]) },
    { clips, network: networkOf(`${activation} in a dense layer`, [1], [both(activation)]) },
    { clips, network: networkOf(`${activation} in a convolution`, [1, 1, 1], bothMaps(activation)) },
  ];
});

/** Rows: inside on either side, beyond 6, and on the kinks, where the derivative is 0. */
const places = [1, -1, 7, -7, 0, 6, -6] as const;

/** The derivative of y by hand, from the definitions at `RuleSet`. */
function expected(rules: RuleSet, clips: boolean): number[] {
  const slope = (x: number): number => (x > 0 && !(clips && x >= 6) ? 1 : 0);
  return places.map((x) => {
    if (rules === 'deconvnet') return 2;
    return rules === 'guided-backprop' ? 2 * slope(x) : 2 * slope(x) + 3 * slope(-x);
  });
}

/** Each rule set on ReLU and ReLU6, on their own and within other operations, against numbers worked out by hand. */
export function rectifierCases(harness: ConformanceHarness): ConformanceCase[] {
  return forms.flatMap(({ network, clips }) =>
    (['gradient', 'guided-backprop', 'deconvnet'] as const).map((rules) =>
      trialCase(harness, network, `${rules}, by hand`, async ({ model }) => {
        const x = floatTensor(Float32Array.from(places), [places.length, ...network.input.shape]);
        const y = floatTensor(new Float32Array(places.length).fill(1), [places.length, 1]);
        const { gradients } = await model.vjp({ x }, { y }, ['x'], { rules });
        // Adding 0 turns -0 into 0.
        const found = Array.from(gradients['x']!.data as Float32Array, (value) => value + 0);
        expectEqual(`dy/dx at x = ${places.join(', ')}`, found, expected(rules, clips));
      }),
    ),
  );
}
