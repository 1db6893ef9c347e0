import { readFileSync } from 'node:fs';
import { loadOnnxModel } from '@pellucid/backend-ort';
import type { OrtModel } from '@pellucid/backend-ort';
import { loadTfjsModel } from '@pellucid/backend-tfjs';
import type { TfjsModel } from '@pellucid/backend-tfjs';
import { catalog, findPreprocessing, readNpy, toInput } from '@pellucid/core';
import type { FloatTensor, MethodDescriptor } from '@pellucid/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareWith, largestDifference, logitTolerance, logitsOf, referenceOf } from './compare.js';
import type { Reference } from './compare.js';
import { quickOptions } from './quick-options.js';
import { whyAbsent } from '../../packages/backend-tfjs/test/gradients/engines.js';
import { readModel, sampleNet } from '../../packages/backend-tfjs/test/helpers/files.js';

/**
 * Every method of the catalog on the bundled network and photo, in both formats: TensorFlow.js says what ONNX Runtime does.
 * For MobileNetV2 tools/parity does the same.
 */
const pixels = readNpy(
  readFileSync(new URL('../../packages/backend-ort/test/fixtures/methods/sample-net.pixels.npy', import.meta.url)),
);
const photo = { data: pixels.data as Uint8Array, width: 128, height: 128, channels: 3 } as const;
const engines = ['wasm', 'cpu', 'tfjs-node'] as const;

let twin: OrtModel;
let input: FloatTensor;
const references = new Map<MethodDescriptor, Reference>();

async function known(method: MethodDescriptor): Promise<Reference> {
  const reference = references.get(method) ?? (await referenceOf(twin, input, method, quickOptions(method, input, 2)));
  references.set(method, reference);
  return reference;
}

beforeAll(async () => {
  twin = await loadOnnxModel(readFileSync(new URL('sample-net.onnx', sampleNet)));
  const clues = { inputShape: twin.inputs[0]!.shape, sidecars: {}, metadata: twin.metadata };
  input = toInput(photo, findPreprocessing(clues, {}).preprocessing).input;
});
afterAll(() => twin.dispose());

for (const engine of engines) {
  const absent = engine === 'tfjs-node' ? await whyAbsent('tensorflow') : null;
  describe.skipIf(absent !== null)(`${engine}${absent === null ? '' : ` (${absent})`}`, () => {
    let model: TfjsModel;
    beforeAll(async () => {
      model = await loadTfjsModel(readModel(new URL('tfjs/', sampleNet)), { engine });
    });
    afterAll(() => model.dispose());

    test('logits', async () => {
      const [ours, theirs] = [await logitsOf(model, input), await logitsOf(twin, input)];
      expect(largestDifference(ours, theirs)).toBeLessThan(logitTolerance);
      expect(model.runtime).toMatchObject({ engine, fallbacks: [] });
    });

    test.each(catalog)('$id', async (method) => {
      const agreement = await compareWith(await known(method), model);
      // No k is above 1e-3 here, so the kink rule is evidence.
      expect(agreement).toMatchObject({ verdict: 'right', reason: '' });
      expect(model.runtime).toMatchObject({ engine, fallbacks: [] });
    });
  });
}
