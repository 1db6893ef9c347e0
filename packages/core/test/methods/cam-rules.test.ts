import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { methodById } from '../../src/catalog.js';
import { floatTensor } from '../../src/tensor.js';
import type { GraphModel } from '../../src/testing/index.js';
import { convolution, dense, flatten, graphModel } from '../../src/testing/index.js';
import { distance } from './features.js';

/** Small A and G, and the map that each rule makes of them in float64 before the ReLU (tools/reference/rules.py). */
const { cases } = JSON.parse(readFileSync(new URL('../fixtures/cam/rules.json', import.meta.url), 'utf8')) as {
  cases: { name: string; shape: [number, number, number]; A: number[]; G: number[]; maps: Record<string, number[]> }[];
};

/** A network whose feature layer holds its input, and whose gradient there is G, whatever the input. */
function networkWith(gradient: readonly number[], shape: readonly [number, number, number]): GraphModel {
  const [channels] = shape;
  const identity = Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
  return graphModel({
    input: { name: 'input', shape },
    nodes: [
      { name: 'features', op: convolution(identity, [channels, channels, 1]), inputs: ['input'] },
      { name: 'flat', op: flatten, inputs: ['features'] },
      { name: 'logits', op: dense([...gradient, ...gradient.map(() => 0)], [0, 0]), inputs: ['flat'] },
    ],
    outputs: ['logits'],
  });
}

describe.each(cases)('$name', ({ shape, A, G, maps }) => {
  test.each(Object.entries(maps))('%s is the float64 map of its definition', async (rule, expected) => {
    const [id = '', centred] = rule.split(', ');
    const input = floatTensor(Float32Array.from(A), [1, ...shape]);
    const options = { target: { class: 0 }, layer: 'features', upsampling: 'none', keepSign: true };
    const [map] = await methodById(id).run(networkWith(G, shape), input, {
      ...options,
      ...(centred && { centre: true }),
    });
    expect(map!.values.shape).toEqual([1, ...shape.slice(1)]);
    expect(distance(map!.values.data, expected)).toBeLessThan(1e-6);
  });
});
