import { expect, test } from 'vitest';
import type { Layer } from '../../src/model.js';
import { bypasses } from '../../src/network/bypasses.js';
import { dominators } from '../../src/network/dominators.js';
import { twoBranchModel } from '../../src/testing/index.js';
import { createRandom } from '../../src/random.js';
import { sketch } from './sketch.js';
import type { SketchedLayer } from './sketch.js';

/** What a computation of `to` reads that is neither fed nor depends on what is fed, by recursion from its end. */
function slowBypasses(layers: readonly Layer[], from: string, to: readonly string[]): Set<string> {
  const layer = (name: string): Layer => layers.find((one) => one.name === name)!;
  const depends = (name: string): boolean => name === from || layer(name).inputs.some(depends);
  const read = (name: string): string[] => {
    if (name === from) return [];
    return depends(name) ? layer(name).inputs.flatMap(read) : [name];
  };
  return new Set(to.flatMap(read));
}

test('on random graphs, what the definition says; nothing where the layer is on every path', () => {
  let around = 0;
  for (let seed = 0; seed < 300; seed++) {
    const random = createRandom(seed);
    const count = 4 + random.integer(12);
    const sketched: SketchedLayer[] = [['0', 'input', [], [1]]];
    for (let i = 1; i < count; i++) {
      const inputs = Array.from({ length: 1 + random.integer(2) }, () =>
        String(Math.max(0, i - 1 - random.integer(3))),
      );
      sketched.push([String(i), 'other', inputs, [1]]);
    }
    const { layers } = sketch(...sketched);
    const from = String(1 + random.integer(count - 2));
    const to = [String(count - 1), String(count - 2)];
    const found = bypasses(layers, from, to);
    expect(new Set(found), `seed ${seed}`).toEqual(slowBypasses(layers, from, to));
    expect(new Set(found).size).toBe(found.length);
    const alone = bypasses(layers, from, to.slice(0, 1));
    const onEveryPath = dominators(layers, '0', to[0]!).some(({ name }) => name === from);
    expect(alone.length === 0).toBe(onEveryPath);
    around += found.length;
  }
  expect(around).toBeGreaterThan(300);
});

test('two branches: the other one, not the input', () => {
  expect(bypasses(twoBranchModel().layers, 'left', ['logits'])).toEqual(['right']);
  expect(bypasses(twoBranchModel().layers, 'conv', ['logits'])).toEqual(['stem']);
  expect(bypasses(twoBranchModel().layers, 'joined', ['logits'])).toEqual([]);
});

test('the layer itself is not around itself', () => {
  expect(bypasses(twoBranchModel().layers, 'left', ['left'])).toEqual([]);
});
