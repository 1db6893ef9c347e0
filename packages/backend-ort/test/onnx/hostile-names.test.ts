import { floatTensor } from '@pellucid/core';
import { expect, it } from 'vitest';
import { readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { withModel } from '../helpers/with-model.js';
import { graphOf, modelInvalid, node, value } from './support.js';

const doubled = (name: string) =>
  graphOf({
    nodes: [node('Add', ['x', 'x'], [name]), node('Relu', [name], ['y'])],
    inputs: [value('x', ['N', 2])],
    outputs: [value('y')],
  });

it.each(['toString', 'constructor', 'hasOwnProperty', 'x y'])(
  "a value named '%s' is a value like others",
  async (name) => {
    const x = floatTensor(Float32Array.of(1, 2), [1, 2]);
    const values = await withModel(doubled(name), (model) => model.run({ x }, [name, 'y']));
    expect([...values[name]!.data]).toEqual([2, 4]);
  },
);

it('a value that no object can hold is refused', () => {
  expect(() => readOnnx(writeOnnx(doubled('__proto__')))).toThrow(modelInvalid(/a value named '__proto__'/));
});

it('a damaged name does not write to the terminal', () => {
  const graph = doubled('y2');
  const cut = { ...graph, nodes: graph.nodes.map((each) => ({ ...each, inputs: ['\u001b[2J\nname'] })) };
  expect(() => readOnnx(writeOnnx(cut))).toThrow(
    modelInvalid(/^Nothing in the model makes the input '\\x1b\[2J\\x0aname'/),
  );
});
