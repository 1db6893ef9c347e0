import { readFileSync } from 'node:fs';
import { XaiError, createRandom, floatTensor } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { afterAll, describe, expect, test } from 'vitest';
import type { OrtModelOptions } from '../src/index.js';
import { loadOnnxModel } from '../src/index.js';
import { constantFromFloats, constantFromInts } from '../src/onnx/constant.js';
import type { Graph } from '../src/onnx/graph.js';
import { writeOnnx } from '../src/onnx/write.js';
import { relativeError } from './helpers/compare.js';

const sampleNet = readFileSync(new URL('../../sample-net/sample-net.onnx', import.meta.url));
const random = createRandom(7);
const pictures = (count: number): FloatTensor =>
  floatTensor(
    Float32Array.from({ length: count * 3 * 128 * 128 }, () => random.normal()),
    [count, 3, 128, 128],
  );
const feature = '/Relu_9_output_0';

const open: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(open.map((close) => close())));
async function load(bytes: Uint8Array, options?: OrtModelOptions) {
  const model = await loadOnnxModel(bytes, options);
  open.push(() => model.dispose());
  return model;
}

const floats = (tensor: { data: unknown } | undefined): Float32Array => tensor!.data as Float32Array;

/** x [batch, 4] -> reshape to the constant [1, 2, 2] -> relu -> reshape [1, 4]: the batch is fixed inside the graph. */
function fixedBatchGraph(batch: number): Graph {
  return {
    name: 'fixed',
    nodes: [
      { name: 'a', op: 'Reshape', domain: '', inputs: ['x', 's'], outputs: ['r'], attributes: {} },
      { name: 'b', op: 'Relu', domain: '', inputs: ['r'], outputs: ['q'], attributes: {} },
      { name: 'c', op: 'Reshape', domain: '', inputs: ['q', 't'], outputs: ['y'], attributes: {} },
    ],
    constants: new Map([
      ['s', constantFromInts('s', [batch, 2, 2])],
      ['t', constantFromInts('t', [batch, 4])],
    ]),
    inputs: [{ name: 'x', dtype: 'float32', shape: [batch, 4] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [batch, 4] }],
    valueInfos: new Map(),
    opset: 17,
    domains: new Map([['', 17]]),
    metadata: {},
    producer: 'test',
    irVersion: 8,
    functions: [],
  };
}

describe('running', () => {
  test('a fetched inner tensor, fed again, gives the same output: the network is cut in two', async () => {
    const model = await load(sampleNet);
    const image = pictures(2);
    const whole = await model.run({ image }, [feature, 'logits']);
    const head = await model.run({ [feature]: whole[feature]! }, ['logits']);
    expect(relativeError(floats(head['logits']), floats(whole['logits']))).toBeLessThan(1e-6);
  });

  test('a fed tensor can be fetched back', async () => {
    const model = await load(sampleNet);
    const image = pictures(1);
    expect((await model.run({ image }, ['image', 'logits']))['image']).toBe(image);
  });

  test('the rows of a batch do not influence one another', async () => {
    const model = await load(sampleNet);
    const image = pictures(3);
    const together = floats((await model.run({ image }, ['logits']))['logits']);
    for (let row = 0; row < 3; row++) {
      const one = floatTensor(image.data.slice(row * 3 * 128 * 128, (row + 1) * 3 * 128 * 128), [1, 3, 128, 128]);
      const alone = floats((await model.run({ image: one }, ['logits']))['logits']);
      expect(relativeError(together.subarray(row * 13, (row + 1) * 13), alone)).toBeLessThan(1e-5);
    }
  });

  test('sizes that the file computes at run time become constants, and free sides are found', async () => {
    // y = x[:, : shape(x)[1] - 1], with the end computed from the shape.
    const graph: Graph = {
      ...fixedBatchGraph(1),
      nodes: [
        { name: 'a', op: 'Shape', domain: '', inputs: ['x'], outputs: ['s'], attributes: {} },
        { name: 'b', op: 'Gather', domain: '', inputs: ['s', 'one'], outputs: ['side'], attributes: { axis: 0 } },
        { name: 'c', op: 'Sub', domain: '', inputs: ['side', 'one'], outputs: ['end'], attributes: {} },
        { name: 'd', op: 'Slice', domain: '', inputs: ['x', 'zero', 'end', 'one'], outputs: ['y'], attributes: {} },
      ],
      constants: new Map([
        ['one', constantFromInts('one', [1])],
        ['zero', constantFromInts('zero', [0])],
      ]),
      inputs: [{ name: 'x', dtype: 'float32', shape: ['batch', 4] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', null] }],
    };
    const model = await load(writeOnnx(graph));
    expect(model.outputs[0]!.shape).toEqual([null, 3]);
    expect(model.graph.nodes.map(({ op }) => op)).toEqual(['Slice']);
    const x = floatTensor(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), [2, 4]);
    const { gradients } = await model.vjp({ x }, { y: floatTensor(Float32Array.from([1, 2, 3, 4, 5, 6]), [2, 3]) }, [
      'x',
    ]);
    expect([...floats(gradients['x'])]).toEqual([1, 2, 3, 0, 4, 5, 6, 0]);
  });
});

describe('differentiating', () => {
  test('at a feature layer, from the input or from the fed layer: the same', async () => {
    const model = await load(sampleNet);
    const image = pictures(2);
    const first = await model.vjp({ image }, { logits: { top: 1 } }, [feature], { fetches: [feature, 'logits'] });
    const again = await model.vjp({ [feature]: first.values[feature]! }, { logits: { top: 1 } }, [feature]);
    expect(relativeError(floats(again.gradients[feature]), floats(first.gradients[feature]))).toBeLessThan(1e-6);
  });

  test('the same call gives the same bytes', async () => {
    const model = await load(sampleNet);
    const image = pictures(1);
    const call = async () => floats((await model.vjp({ image }, { logits: { top: 1 } }, ['image'])).gradients['image']);
    expect(await call()).toEqual(await call());
  });
});

describe('sessions', () => {
  test('a cache too small for two sessions keeps working', async () => {
    const model = await load(sampleNet, { cacheBytes: 1 });
    const image = pictures(1);
    const before = floats((await model.run({ image }, ['logits']))['logits']);
    await model.vjp({ image }, { logits: { top: 1 } }, ['image']);
    expect(floats((await model.run({ image }, ['logits']))['logits'])).toEqual(before);
  });

  test('calls at the same time, on more sessions than the cache holds, do not disturb one another', async () => {
    const model = await load(sampleNet, { cacheBytes: 1 });
    const image = pictures(1);
    const layers = model.layers.slice(1).map(({ name }) => name);
    const alone = await model.run({ image }, [layers.at(-1)!]);
    const together = await Promise.all(layers.map((name) => model.run({ image }, [name])));
    expect(floats(together.at(-1)![layers.at(-1)!])).toEqual(floats(alone[layers.at(-1)!]));
  });

  test('a provider that is not there is left for the next, and the reason is said', async () => {
    const model = await load(sampleNet, { runtime: 'node', providers: ['cuda'] });
    await model.run({ image: pictures(1) }, ['logits']);
    if (model.runtime.engine === 'cuda') return;
    expect(model.runtime.engine).toBe('cpu');
    expect(model.runtime.fallbacks.join(' ')).toMatch(/cuda failed \(.+\)/);
  });
});

describe('errors, before work begins', () => {
  test('an unknown tensor gets the nearest name', async () => {
    const model = await load(sampleNet);
    await expect(model.run({ image: pictures(1) }, ['logit'])).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining("Did you mean 'logits'?") as string,
    });
  });

  test('a wrong shape or type', async () => {
    const model = await load(sampleNet);
    const wrong = floatTensor(new Float32Array(12), [1, 3, 2, 2]);
    await expect(model.run({ image: wrong }, ['logits'])).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('[N, 3, 128, 128]') as string,
    });
  });

  test('an input that is needed and not fed', async () => {
    const model = await load(sampleNet);
    const fed = floatTensor(new Float32Array(128 * 16 * 16), [1, 128, 16, 16]);
    await expect(model.run({ [feature]: fed }, [model.layers[1]!.name])).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining("depends on the input 'image'") as string,
    });
  });

  test('a rank beyond the number of classes', async () => {
    const model = await load(sampleNet);
    await expect(model.vjp({ image: pictures(1) }, { logits: { top: 14 } }, ['image'])).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('from 1 to 13') as string,
    });
  });

  test('a signal that has fired', async () => {
    const model = await load(sampleNet);
    await expect(model.run({ image: pictures(1) }, ['logits'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  test('a runtime that refuses the network says why', async () => {
    const graph = {
      ...fixedBatchGraph(1),
      constants: new Map([
        ...fixedBatchGraph(1).constants,
        ['s', constantFromFloats('s', new Float32Array(3))] as const,
      ]),
    };
    const error = await loadOnnxModel(writeOnnx(graph)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(XaiError);
    expect(error).toMatchObject({ code: 'model-unsupported' });
  });
});
