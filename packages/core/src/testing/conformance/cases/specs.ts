import type { Layer } from '../../../model.js';
import { expectEqual, fail } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { tensorNames, trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';

/** What a model says of itself. */
export function specCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const names = tensorNames(network);
  const isKnown = (name: string): boolean => names.includes(name);
  /** Without the layers that a backend has between those of the description. */
  const described = (layers: readonly Layer[]): Layer[] => layers.filter(({ name }) => isKnown(name));
  return [
    trialCase(harness, network, 'inputs and outputs', async ({ model, reference }) => {
      const facts = (specs: typeof model.inputs): unknown =>
        specs.map(({ name, dtype, shape, layout }) => ({ name, dtype, shape, isMap: layout !== null }));
      expectEqual('Inputs', facts(model.inputs), facts(reference.inputs));
      expectEqual('Outputs', facts(model.outputs), facts(reference.outputs));
    }),
    trialCase(harness, network, 'layers, in topological order', async ({ model }) => {
      const seen = new Set<string>();
      for (const { name, inputs } of model.layers) {
        if (seen.has(name)) fail(`'${name}' is there twice.`);
        const early = inputs.find((input) => !seen.has(input));
        if (early !== undefined) fail(`'${name}' is computed from '${early}', which does not stand before it.`);
        seen.add(name);
      }
      const missing = names.find((name) => !seen.has(name));
      if (missing !== undefined) fail(`There is no layer '${missing}'.`);
      expectEqual('The first layer', model.layers[0]!.name, network.input.name);
    }),
    trialCase(harness, network, 'kinds, shapes and layouts', async ({ model, reference }) => {
      const facts = ({ name, kind, dtype, shape, layout, pointwise = false }: Layer): unknown => ({
        name,
        kind,
        dtype,
        shape,
        isMap: layout !== null,
        pointwise,
      });
      const ordered = described(reference.layers).map(
        ({ name }) => model.layers.find((layer) => layer.name === name) ?? fail(`There is no layer '${name}'.`),
      );
      for (const [i, layer] of described(reference.layers).entries())
        expectEqual(`Layer ${i}`, facts(ordered[i]!), facts(layer));
    }),
    trialCase(harness, network, 'connections', async ({ model, reference }) => {
      for (const { name } of described(reference.layers))
        expectEqual(`What '${name}' is computed from`, sources(model.layers, name), sources(reference.layers, name));
    }),
    trialCase(harness, network, 'the runtime says what it is', async ({ model }) => {
      const { name, version, engine, fallbacks } = model.runtime;
      if (![name, version, engine].every((text) => typeof text === 'string' && text !== ''))
        fail(`Expected name, version and engine of the runtime, but got '${name}', '${version}', '${engine}'.`);
      expectEqual('Fallbacks are a list', Array.isArray(fallbacks), true);
      expectEqual('Notes are a list', Array.isArray(model.notes), true);
      expectEqual(
        'Metadata are strings',
        Object.values(model.metadata).every((text) => typeof text === 'string'),
        true,
      );
    }),
  ];

  /** The nearest tensors of the description that a tensor is computed from. */
  function sources(layers: readonly Layer[], name: string): string[] {
    const inputs = layers.find((layer) => layer.name === name)?.inputs ?? [];
    return inputs.flatMap((input) => (isKnown(input) ? [input] : sources(layers, input)));
  }
}
