import { describe, expect, test } from 'vitest';
import { loadTfjsModel, readTfjsModel } from '../src/index.js';
import { float, graphArtifacts, placeholder } from './helpers/graph.js';
import { readModel, sampleNet } from './helpers/files.js';

const relu = { name: 'y', op: 'Relu', input: ['x'], attr: { T: float } };
const proto = (...sides: number[]): unknown => ({ dim: sides.map((size) => ({ size: String(size) })) });
const signed = (shape: unknown): Record<string, unknown> => ({
  signature: {
    inputs: { picture: { name: 'x:0', dtype: 'DT_FLOAT', tensorShape: shape } },
    outputs: { result: { name: 'y:0' } },
  },
});

describe('what a model.json says', () => {
  test('of a LayersModel: ends, weights and metadata, as when it is loaded', async () => {
    const artifacts = readModel(new URL('tfjs/', sampleNet));
    const read = readTfjsModel(artifacts.model);
    const model = await loadTfjsModel(artifacts, { engine: 'cpu' });
    expect(read.format).toBe('layers-model');
    expect(read.inputs).toEqual(model.inputs);
    expect(read.outputs.map(({ name }) => name)).toEqual(model.outputs.map(({ name }) => name));
    expect(read.metadata).toEqual(model.metadata);
    expect(4 * read.parameters).toBe([artifacts.weights].flat().reduce((sum, { length }) => sum + length, 0));
    await model.dispose();
  });

  test.each([
    [
      'one input, of a Sequential',
      { layers: [{ class_name: 'Dense', config: { name: 'fc', batch_input_shape: [null, 4] } }] },
    ],
    [
      'an InputLayer',
      {
        layers: [
          { class_name: 'InputLayer', config: { name: 'fc_input', batch_input_shape: [null, 4] } },
          { class_name: 'Dense', config: { name: 'fc' } },
        ],
      },
    ],
    [
      'a nested Sequential',
      {
        layers: [
          {
            class_name: 'Sequential',
            config: {
              name: 'inner',
              layers: [{ class_name: 'Dense', config: { name: 'fc', batch_input_shape: [null, 4] } }],
            },
          },
          { class_name: 'Dense', config: { name: 'fc' } },
        ],
      },
    ],
  ])('of a LayersModel that begins with %s', (_, config) => {
    const read = readTfjsModel({ modelTopology: { model_config: { class_name: 'Sequential', config } } });
    expect(read.inputs).toEqual([{ name: 'fc_input', dtype: 'float32', shape: [null, 4], layout: null }]);
    expect(read.outputs.map(({ name }) => name)).toEqual(['fc']);
  });

  test('of a GraphModel without a signature: its placeholders, and what nothing reads', () => {
    const { inputs, outputs } = readTfjsModel(graphArtifacts({}, [placeholder('x', [-1, 8, 6, 3]), relu]).model);
    expect(inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [null, 3, 8, 6], layout: 'nhwc' }]);
    expect(outputs).toEqual([{ name: 'y', dtype: 'float32', shape: null, layout: null }]);
  });

  test.each([
    ['gives sides that the placeholder leaves free', placeholder('x', [-1, -1, -1, 3])],
    ['gives a shape where the placeholder gives none', { name: 'x', op: 'Placeholder', attr: { dtype: float } }],
  ])('the signature of a GraphModel %s, and these are what it is loaded with', async (_, node) => {
    const artifacts = graphArtifacts({}, [node, relu], signed(proto(-1, 8, 6, 3)));
    const { inputs } = readTfjsModel(artifacts.model);
    expect(inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [null, 3, 8, 6], layout: 'nhwc' }]);
    const model = await loadTfjsModel(artifacts, { engine: 'cpu' });
    expect(model.inputs).toEqual(inputs);
    await model.dispose();
  });

  test('is refused where it is no model', () => {
    expect(() => readTfjsModel({ labels: ['a'] })).toThrow(/modelTopology/);
    expect(() => readTfjsModel(graphArtifacts({}, [relu]).model)).toThrow(/no node 'x'/);
  });
});
