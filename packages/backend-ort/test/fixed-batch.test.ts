import { createRandom, floatTensor } from '@pellucid/core';
import type { FloatTensor, Tensor } from '@pellucid/core';
import { describe, expect, test } from 'vitest';
import type { OrtModel } from '../src/index.js';
import { loadOnnxModel } from '../src/index.js';
import { constantFromFloats, constantFromInts } from '../src/onnx/constant.js';
import { float } from '../src/onnx/graph.js';
import type { ConstantTensor, Graph, GraphNode } from '../src/onnx/graph.js';
import { relativeError, tolerance } from './helpers/compare.js';
import { floatsIn, quartersConstant, tensorOf } from './helpers/floats.js';
import { withModel } from './helpers/with-model.js';
import { graphOf, node, publicModel, value } from './onnx/support.js';

const random = createRandom(11);

/** A network of one input `x` and one output `y`, both with the batch that the shape begins with. */
function network(shape: readonly number[], nodes: readonly GraphNode[], constants: readonly ConstantTensor[]): Graph {
  return graphOf({ nodes, constants, inputs: [value('x', shape)], outputs: [value('y', null)] });
}

const row = (tensor: FloatTensor, start: number, count: number): FloatTensor => {
  const size = tensor.data.length / tensor.shape[0]!;
  return floatTensor(tensor.data.slice(start * size, (start + count) * size), [count, ...tensor.shape.slice(1)]);
};

/** Three rows together give what each gives alone; forward and backward. */
async function expectRowsAlone(model: OrtModel): Promise<void> {
  const shape = model.inputs[0]!.shape.slice(1) as number[];
  const x = tensorOf([3, ...shape], () => random.normal());
  const { y } = await model.run({ x }, ['y']);
  const cotangent = tensorOf(y!.shape, () => random.normal());
  const { gradients } = await model.vjp({ x }, { y: cotangent }, ['x']);
  for (let i = 0; i < 3; i++) {
    const alone = await model.vjp({ x: row(x, i, 1) }, { y: row(cotangent, i, 1) }, ['x'], { fetches: ['y'] });
    const pairs: [Tensor | undefined, Tensor | undefined][] = [
      [y, alone.values['y']],
      [gradients['x'], alone.gradients['x']],
    ];
    for (const [all, one] of pairs)
      expect(relativeError(row(all as FloatTensor, i, 1).data, floatsIn(one))).toBeLessThan(tolerance.float32);
  }
}

const ints = constantFromInts;

describe('a file that fixes the batch at 1 is freed', () => {
  test.each<[string, Graph]>([
    [
      'a Reshape to the batch and a size',
      network([1, 2, 3], [node('Tanh', ['x'], ['t']), node('Reshape', ['t', 's'], ['y'])], [ints('s', [1, 6])]),
    ],
    [
      'a Reshape that finds one side itself',
      network([1, 2, 3], [node('Tanh', ['x'], ['t']), node('Reshape', ['t', 's'], ['y'])], [ints('s', [1, 3, -1])]),
    ],
    [
      'windows, more than one for each row',
      network(
        [1, 4, 4, 2],
        [
          node('Reshape', ['x', 'cut'], ['six']),
          node('Transpose', ['six'], ['sorted'], { perm: [0, 1, 3, 2, 4, 5] }),
          node('Reshape', ['sorted', 'windows'], ['w']),
          node('Softmax', ['w'], ['soft'], { axis: 1 }),
          node('Reshape', ['soft', 'again'], ['back']),
          node('Transpose', ['back'], ['unsorted'], { perm: [0, 1, 3, 2, 4, 5] }),
          node('Reshape', ['unsorted', 'whole'], ['y']),
        ],
        [
          ints('cut', [1, 2, 2, 2, 2, 2]),
          ints('windows', [4, 4, 2]),
          ints('again', [1, 2, 2, 2, 2, 2]),
          ints('whole', [1, 4, 4, 2]),
        ],
      ),
    ],
    [
      'a sequence before the batch, and heads beside it',
      network(
        [1, 5, 4],
        [
          node('Transpose', ['x'], ['first'], { perm: [1, 0, 2] }),
          node('Reshape', ['first', 'heads'], ['parts']),
          node('Transpose', ['parts'], ['q'], { perm: [1, 0, 2] }),
          node('Transpose', ['parts'], ['k'], { perm: [1, 2, 0] }),
          node('MatMul', ['q', 'k'], ['scores']),
          node('Softmax', ['scores'], ['attention'], { axis: -1 }),
          node('MatMul', ['attention', 'q'], ['mixed']),
          node('Transpose', ['mixed'], ['apart'], { perm: [1, 0, 2] }),
          node('Reshape', ['apart', 'rows'], ['matrix']),
          node('Gemm', ['matrix', 'w'], ['mapped']),
          node('Reshape', ['mapped', 'joined'], ['sequence']),
          node('Transpose', ['sequence'], ['y'], { perm: [1, 0, 2] }),
        ],
        [
          ints('heads', [5, 2, 2]),
          ints('rows', [5, 4]),
          ints('joined', [5, 1, 4]),
          quartersConstant('w', [4, 4], random),
        ],
      ),
    ],
    [
      'a token that is joined to each row',
      network(
        [1, 3, 2],
        [node('Concat', ['token', 'x'], ['all'], { axis: 1 }), node('Tanh', ['all'], ['y'])],
        [quartersConstant('token', [1, 1, 2], random)],
      ),
    ],
    [
      'an Expand to the size of one batch',
      network([1, 1, 3], [node('Tanh', ['x'], ['t']), node('Expand', ['t', 's'], ['y'])], [ints('s', [1, 4, 3])]),
    ],
    [
      'a Resize to the sizes of one batch',
      network(
        [1, 2, 3, 3],
        [node('Tanh', ['x'], ['t']), node('Resize', ['t', '', '', 's'], ['y'], { mode: 'linear' })],
        [ints('s', [1, 2, 6, 6])],
      ),
    ],
  ])('%s', async (_, graph) => {
    await withModel(graph, async (model) => {
      expect(model.notes.join()).toMatch(/fixes the batch at 1: it was made free/);
      expect(model.inputs[0]!.shape[0]).toBeNull();
      await expectRowsAlone(model);
    });
  });

  test('the states that a recurrent layer begins with', async () => {
    const [steps, inputs, hidden] = [4, 3, 2];
    const graph = network(
      [1, steps, inputs],
      [
        node('Transpose', ['x'], ['sequence'], { perm: [1, 0, 2] }),
        node('LSTM', ['sequence', 'w', 'r', '', '', 'h0', 'c0'], ['', 'h'], { hidden_size: hidden }),
        node('Transpose', ['h'], ['rows'], { perm: [1, 0, 2] }),
        node('Reshape', ['rows', 's'], ['y']),
      ],
      [
        quartersConstant('w', [1, 4 * hidden, inputs], random),
        quartersConstant('r', [1, 4 * hidden, hidden], random),
        quartersConstant('h0', [1, 1, hidden], random),
        quartersConstant('c0', [1, 1, hidden], random),
        ints('s', [1, hidden]),
      ],
    );
    await withModel(graph, async (model) => {
      expect(model.notes.join()).toMatch(/made free/);
      const x = tensorOf([3, steps, inputs], () => random.normal());
      const together = floatsIn((await model.run({ x }, ['y']))['y']);
      for (let i = 0; i < 3; i++) {
        const alone = floatsIn((await model.run({ x: row(x, i, 1) }, ['y']))['y']);
        expect(relativeError(together.slice(i * hidden, (i + 1) * hidden), alone)).toBeLessThan(tolerance.float32);
      }
    });
  });

  test('a batch of 2 is freed too, and takes one row', async () => {
    const graph = network(
      [2, 2, 3],
      [node('Tanh', ['x'], ['t']), node('Reshape', ['t', 's'], ['y'])],
      [ints('s', [2, 6])],
    );
    await withModel(graph, async (model) => {
      expect(model.notes.join()).toMatch(/fixes the batch at 2: it was made free/);
      await expectRowsAlone(model);
    });
  });

  test('a file that says its batch is free, but holds the size of one', async () => {
    const graph = {
      ...network([1, 2, 3], [node('Tanh', ['x'], ['t']), node('Reshape', ['t', 's'], ['y'])], [ints('s', [1, 6])]),
      inputs: [value('x', ['batch', 2, 3])],
    };
    await withModel(graph, async (model) => {
      expect(model.notes.join()).toMatch(
        /says that its batch is free, but it holds the size of a batch of 1.*made free/,
      );
      await expectRowsAlone(model);
    });
  });
});

/** Networks whose rows would mix if the batch were free, each with what it makes of one row. */
const mixing: [string, Graph][] = [
  [
    'a mean over the rows',
    network(
      [1, 3],
      [
        node('ReduceMean', ['x'], ['mean'], { axes: [0], keepdims: 1 }),
        node('Mul', ['mean', 'two'], ['twice']),
        node('Add', ['x', 'twice'], ['y']),
      ],
      [constantFromFloats('two', Float32Array.of(2))],
    ),
  ],
  [
    'the batch moved among the channels',
    network(
      [1, 2, 3],
      [
        node('Transpose', ['x'], ['moved'], { perm: [1, 0, 2] }),
        node('Reshape', ['moved', 's'], ['channels']),
        node('Softmax', ['channels'], ['soft'], { axis: 1 }),
        node('Reshape', ['soft', 't'], ['again']),
        node('Transpose', ['again'], ['y'], { perm: [1, 0, 2] }),
      ],
      [ints('s', [2, 3, 1]), ints('t', [2, 1, 3])],
    ),
  ],
  [
    'a softmax that hides the scores, which a mean over the rows made',
    network(
      [1, 3],
      [
        node('ReduceMean', ['x'], ['mean'], { axes: [0], keepdims: 1 }),
        node('Add', ['x', 'mean'], ['sum']),
        node('Add', ['sum', 'far'], ['scores']),
        node('Softmax', ['scores'], ['y'], { axis: 1 }),
      ],
      [constantFromFloats('far', Float32Array.of(1000, 0, 0))],
    ),
  ],
];

describe('a file whose rows a free batch would mix keeps its own', () => {
  test.each(mixing)('%s', async (_, graph) => {
    await withModel(graph, async (model) => {
      expect(model.notes.join()).toMatch(/fixes the batch at 1: more pictures are run one batch after another \(.+\)/);
      expect(model.inputs[0]!.shape[0]).toBe(1);
      await expectRowsAlone(model);
    });
  });

  test('two rows of a batch that belong together', async () => {
    // y = relu(x of the first row - x of the second): [2, 3] -> [1, 6] -> [1, 3].
    const difference = Float32Array.from({ length: 18 }, (_, at) => {
      const [from, to] = [Math.floor(at / 3), at % 3];
      return from === to ? 1 : from === to + 3 ? -1 : 0;
    });
    const graph = network(
      [2, 3],
      [
        node('Reshape', ['x', 's'], ['pair']),
        node('MatMul', ['pair', 'd'], ['difference']),
        node('LeakyRelu', ['difference'], ['y'], { alpha: float(0.5) }),
      ],
      [ints('s', [1, 6]), constantFromFloats('d', difference, [6, 3])],
    );
    await withModel(graph, async (model) => {
      expect(model.notes.join()).toMatch(/fixes the batch at 2: more pictures are run one batch after another/);
      const x = floatTensor(Float32Array.of(1, 2, 3, 3, 2, 1, 0, 0, 0, 1, -1, 2), [4, 3]);
      expect([...floatsIn((await model.run({ x }, ['y']))['y'])]).toEqual([-1, 0, 2, -0.5, 1, -1]);
      const odd = floatTensor(new Float32Array(9), [3, 3]);
      await expect(model.run({ x: odd }, ['y'])).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('batches of exactly 2') as string,
      });
    });
  });
});

describe('public files that fix the batch', () => {
  for (const name of ['mobilenet_v2_fp32_from_quant', 'squeezenet1.1_fp32_from_fp16', 'FastestDet', 'winml_mnist']) {
    const bytes = publicModel(`${name}.onnx`);
    const title = `${name} is freed, and two pictures together give what each gives alone`;
    test.skipIf(!bytes)(bytes ? title : `${title} (skipped: ../shared/assets/onnx is absent)`, async () => {
      const model = await loadOnnxModel(bytes!);
      try {
        expect(model.notes.join()).toMatch(/made free/);
        const { name: input, shape } = model.inputs[0]!;
        const output = model.outputs[0]!.name;
        const x = tensorOf([2, ...(shape.slice(1) as number[])], () => random.normal());
        const together = (await model.run({ [input]: x }, [output]))[output] as FloatTensor;
        for (const i of [0, 1]) {
          const alone = floatsIn((await model.run({ [input]: row(x, i, 1) }, [output]))[output]);
          // Deep networks, whose kernels add up in another order for two rows.
          expect(relativeError(row(together, i, 1).data, alone)).toBeLessThan(1e-4);
        }
      } finally {
        await model.dispose();
      }
    });
  }
});
