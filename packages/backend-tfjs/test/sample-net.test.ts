import { readFileSync } from 'node:fs';
import { loadOnnxModel } from '@pellucid/backend-ort';
import type { OrtModel } from '@pellucid/backend-ort';
import { asFloat, methodById } from '@pellucid/core';
import { normalTensor } from '@pellucid/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TfjsModel } from '../src/index.js';
import { loadTfjsModel } from '../src/index.js';
import { floats, relativeError } from './helpers/compare.js';
import { readModel, sampleNet } from './helpers/files.js';

/** The bundled network as a LayersModel, beside its ONNX twin. */
let twin: OrtModel;
beforeAll(async () => {
  twin = await loadOnnxModel(readFileSync(new URL('sample-net.onnx', sampleNet)));
});
afterAll(() => twin.dispose());

const image = normalTensor([2, 3, 128, 128], 1);

describe.each(['wasm', 'cpu'] as const)('the sample network on %s', (engine) => {
  let model: TfjsModel;
  beforeAll(async () => {
    model = await loadTfjsModel(readModel(new URL('tfjs/', sampleNet)), { engine });
  });
  afterAll(() => model.dispose());

  test('says what computes, and what came with the file', () => {
    expect(model.runtime).toMatchObject({ name: 'tfjs', version: '4.22.0', engine, fallbacks: [] });
    expect(JSON.parse(model.metadata['labels']!)).toHaveLength(13);
    expect(model.metadata['preprocessing']).toContain('"mean"');
  });

  test('has the logits of its twin', async () => {
    const { logits } = await model.run({ image }, ['logits']);
    const { logits: expected } = await twin.run({ image }, ['logits']);
    expect(relativeError(floats(logits), floats(expected))).toBeLessThan(1e-5);
  });

  test.each(['saliency', 'guided-backprop', 'deconvnet', 'grad-cam', 'cam'])('%s is that of its twin', async (id) => {
    const [ours] = await methodById(id).run(model, image, {});
    const [theirs] = await methodById(id).run(twin, image, {});
    expect(ours!.targets).toMatchObject(theirs!.targets.map(({ index }) => ({ index })));
    // The kink rule allows max(1e-4, 3 k); k is below 1e-6 for this network.
    expect(relativeError(asFloat(ours!.values, id).data, asFloat(theirs!.values, id).data)).toBeLessThan(1e-4);
    expect(model.runtime.engine).toBe(engine);
  });
});
