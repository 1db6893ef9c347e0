import { channelsFirst } from '@pellucid/core';
import type { Layer, TensorSpec } from '@pellucid/core';
import { toCoreDType } from './host-tensors.js';
import { layoutsOf } from './layouts.js';
import type { Program, Specs } from './program.js';

/** The tensors of a program as core sees them. */
export function specsOf(program: Program): Specs {
  const layouts = layoutsOf(program);
  return new Map(
    [...program.tensors].map(([name, { dtype, shape }]): [string, TensorSpec] => {
      const layout = layouts.get(name) ?? null;
      return [name, { name, dtype: toCoreDType(dtype), shape: channelsFirst(shape, layout), layout }];
    }),
  );
}

/** The float tensors of a program that depend on its inputs, and how each is made. */
export function layersOf(program: Program, specs: Specs): Layer[] {
  const layers: Layer[] = program.inputs.map((name) => ({
    ...specs.get(name)!,
    kind: 'input',
    op: 'Input',
    inputs: [],
  }));
  for (const { facts, inputs, outputs } of program.steps) {
    const { axes: _, rectifier: __, ...known } = facts;
    for (const name of outputs) {
      const spec = specs.get(name);
      if (spec?.dtype !== 'float32') continue;
      layers.push({ ...spec, ...known, inputs: inputs.filter((input) => specs.has(input)) });
    }
  }
  return layers;
}
