import type { GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import type { Op } from '../op.js';

const polynomial: Op = {
  name: 'Polynomial',
  kind: 'other',
  forward: ([input]) => {
    const [x, y, z] = input!.data;
    return { data: Float32Array.of(5 * x! + y! ** 2 + Math.sin(z!)), shape: [1] };
  },
  vjp: ([g], [input]) => [Float64Array.of(5 * g!, 2 * input!.data[1]! * g!, Math.cos(input!.data[2]!) * g!)],
};

/** f = 5x + y^2 + sin z, from `input` [N, 3] to `f` [N, 1]. Its gradient is [5, 2y, cos z]. */
export function polynomialModel(): GraphModel {
  return graphModel({
    input: { name: 'input', shape: [3] },
    nodes: [{ name: 'f', op: polynomial, inputs: ['input'] }],
    outputs: ['f'],
  });
}
