import { describe, expect, test } from 'vitest';
import type { CamOptions } from '../../src/methods/cam/class-activation-map.js';
import { gradCam } from '../../src/methods/cam/grad-cam.js';
import type { Layer } from '../../src/model.js';
import type { Target } from '../../src/target.js';
import {
  convolution,
  dense,
  graphModel,
  normalTensor,
  relu,
  segmenterModel,
  softplus,
  twoBranchModel,
} from '../../src/testing/index.js';
import type { GraphModel, Op } from '../../src/testing/index.js';
import { sum } from './features.js';
import { quickCams } from './functions.js';

const input = normalTensor([2, 1, 4, 4], 3);

describe.each(quickCams)('%s of several layers', (_, method) => {
  test('is the mean of their maps, each rectified and brought to the size of the input', async () => {
    for (const options of [{}, { keepSign: true }, { upsampling: 'bilinear' }] as const) {
      const layers = ['skip', 'bottom', 'decoded'];
      const together = await method(segmenterModel(), input, { ...options, layer: layers });
      const maps = await Promise.all(layers.map((layer) => method(segmenterModel(), input, { ...options, layer })));
      together.values.data.forEach((value, i) =>
        expect(value).toBeCloseTo(sum(maps.map(({ values }) => values.data[i]!)) / 3, 6),
      );
      expect(Math.max(...together.values.data)).toBeGreaterThan(0);
      expect(together.targets).toEqual(maps[0]!.targets);
      expect(together.options['layer']).toEqual(layers);
      expect(together.layer).toEqual({
        name: 'skip, bottom, decoded',
        reason: expect.stringMatching(/^mean of the maps of 3 layers: .*2 channels.*; .*3 channels at 2 x 2; /),
      });
    }
  });

  test('keeps their size where it is one, and is refused where it is not', async () => {
    const { values } = await method(segmenterModel(), input, { layer: ['skip', 'decoded'], upsampling: 'none' });
    expect(values.shape).toEqual([2, 4, 4]);
    await expect(
      method(segmenterModel(), input, { layer: ['skip', 'bottom'], upsampling: 'none' }),
    ).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('have no mean') });
  });

  test('a list of one layer is that layer', async () => {
    const one = await method(segmenterModel(), input, { layer: ['skip'] });
    const named = await method(segmenterModel(), input, { layer: 'skip' });
    expect(one).toEqual({ ...named, options: { ...named.options, layer: ['skip'] } });
  });

  test('several targets come out as alone', async () => {
    const targets: readonly Target[] = [{ class: 0 }, { class: 2 }];
    const layer = ['left', 'gated'];
    const together = await method(twoBranchModel(), input, { target: targets, layer });
    for (const [i, target] of targets.entries())
      expect(together[i]).toEqual(await method(twoBranchModel(), input, { target, layer }));
  });

  test.each<[CamOptions<Target>, RegExp]>([
    [{ layer: [] }, /list of layers is empty/],
    [{ layer: ['gated', 'logits'] }, /shape \[N, channels, height, width\].*'logits' has/],
    [{ layer: ['gated', 'gates'] }, /'gates'/],
    [{ layer: ['joined', 'gated'], target: { layer: 'left', channel: 0 } }, /'joined' does not lead to 'left'/],
    [{ layer: ['gated', 3] as unknown as string[] }, /Option 'layer' should be the name of a layer, but got 3/],
  ])('%o is refused before work begins', async (options, message) => {
    const model = twoBranchModel();
    await expect(method(model, input, options)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    });
    expect(model.counts).toMatchObject({ run: 0, vjp: 0 });
  });
});

/** Elements in another order, or a constant where there is none. */
function moved(about: Pick<Op, 'name' | 'kind'>, shape: readonly number[], from: readonly (number | null)[]): Op {
  return {
    ...about,
    forward: ([values]) => ({ data: Float32Array.from(from, (at) => (at === null ? 0.75 : values!.data[at]!)), shape }),
    vjp(cotangent, [values]) {
      const gradient = new Float64Array(values!.data.length);
      from.forEach((at, to) => at !== null && (gradient[at]! += cotangent[to]!));
      return [gradient];
    },
  };
}

/**
 * Four channels at 3 x 4 positions (`features`), as 12 tokens behind a class token (`tokens` [N, 13, 4]), and a head that
 * reads all of them.
 */
function tokenModel(): GraphModel {
  const weights = (count: number, seed: number): number[] => [...normalTensor([count], seed).data];
  const transposed = Array.from({ length: 48 }, (_, i) => (i % 4) * 12 + Math.floor(i / 4));
  const prepended = Array.from({ length: 52 }, (_, i) => (i < 4 ? null : i - 4));
  const kept = Array.from({ length: 48 }, (_, i) => i);
  const model = graphModel({
    input: { name: 'input', shape: [1, 3, 4] },
    nodes: [
      { name: 'patches', op: convolution(weights(36, 51), [4, 1, 3], { padding: 1 }), inputs: ['input'] },
      { name: 'features', op: relu, inputs: ['patches'] },
      { name: 'flat', op: moved({ name: 'Reshape', kind: 'shape' }, [4, 12], kept), inputs: ['features'] },
      { name: 'rows', op: moved({ name: 'Transpose', kind: 'shape' }, [12, 4], transposed), inputs: ['flat'] },
      { name: 'tokens', op: moved({ name: 'Concat', kind: 'concat' }, [13, 4], prepended), inputs: ['rows'] },
      { name: 'hidden', op: { ...dense(weights(6 * 52, 52), [1, 0, 1, 0, 1, 0]), kind: 'other' }, inputs: ['tokens'] },
      { name: 'soft', op: softplus, inputs: ['hidden'] },
      { name: 'logits', op: dense(weights(18, 53), [0, 0, 0]), inputs: ['soft'] },
    ],
    outputs: ['logits'],
  });
  const known: Record<string, Partial<Layer>> = {
    rows: { permutation: [0, 2, 1] },
    tokens: { placement: { axis: 1, starts: [1] } },
  };
  return { ...model, layers: model.layers.map((layer) => ({ ...layer, ...known[layer.name] })) };
}

describe.each(quickCams)('%s at tokens', (_, method) => {
  const pictures = normalTensor([2, 1, 3, 4], 17);
  const options = { upsampling: 'none', keepSign: true, target: { class: 1 } } as const;

  test('is what it is at the map that they were made of; the class token is left out', async () => {
    const tokens = await method(tokenModel(), pictures, { ...options, layer: 'tokens' });
    const map = await method(tokenModel(), pictures, { ...options, layer: 'features' });
    expect(tokens.values).toEqual(map.values);
    expect(tokens.values.shape).toEqual([2, 3, 4]);
    expect(Math.max(...tokens.values.data.map(Math.abs))).toBeGreaterThan(0);
    expect(tokens.layer).toEqual({
      name: 'tokens',
      reason: expect.stringContaining('3 x 4 tokens after 1 class token'),
    });
  });

  test('averages with a map', async () => {
    const both = await method(tokenModel(), pictures, { ...options, layer: ['tokens', 'patches'] });
    const tokens = await method(tokenModel(), pictures, { ...options, layer: 'tokens' });
    const map = await method(tokenModel(), pictures, { ...options, layer: 'patches' });
    both.values.data.forEach((value, i) =>
      expect(value).toBeCloseTo((tokens.values.data[i]! + map.values.data[i]!) / 2, 5),
    );
  });
});

test('grad-cam at tokens, written out', async () => {
  const model = tokenModel();
  const picture = normalTensor([1, 1, 3, 4], 18);
  const { tokens } = await model.run({ input: picture }, ['tokens']);
  const cotangent = { ...normalTensor([1, 3]), data: Float32Array.of(0, 0, 1) };
  const { gradients } = await model.vjp({ input: picture }, { logits: cotangent }, ['tokens']);
  const [A, G] = [tokens!.data as Float32Array, gradients['tokens']!.data as Float32Array];
  const { values } = await gradCam(model, picture, {
    target: { class: 2 },
    layer: 'tokens',
    keepSign: true,
    upsampling: 'none',
  });
  for (let p = 0; p < 12; p++) {
    let expected = 0;
    for (let k = 0; k < 4; k++) {
      let mean = 0;
      for (let token = 1; token < 13; token++) mean += G[token * 4 + k]! / 12;
      expected += mean * A[(p + 1) * 4 + k]!;
    }
    expect(values.data[p]).toBeCloseTo(expected, 5);
  }
});
