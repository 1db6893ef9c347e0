import { XaiError } from '@pellucid/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { externalData } from '../../src/onnx/external-data.js';
import { float } from '../../src/onnx/graph.js';
import { readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { fixture, graphOf, node, value } from './support.js';

const branch = graphOf({ nodes: [node('LeakyRelu', ['x'], ['b'], { alpha: float(0.1) })], outputs: [value('b')] });
const small = writeOnnx(
  graphOf({
    nodes: [
      node('Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1], auto_pad: 'NOTSET' }),
      node('If', ['c'], ['y'], { then_branch: branch, else_branch: branch }),
    ],
    inputs: [value('x', ['batch', 1, 4, 4]), value('c', [], 'bool')],
    outputs: [value('y'), value('a')],
    constants: [constantFromFloats('w', new Float32Array(9), [1, 1, 3, 3])],
  }),
);
const models = [small, fixture('typed-data.onnx'), fixture('external.onnx')];

/** Whether the bytes were read; anything but a model or the one right error fails. */
function reads(bytes: Uint8Array): boolean {
  try {
    const graph = readOnnx(bytes, {
      external: (_, offset, length) => new Uint8Array(1000).subarray(offset, offset + length),
    });
    const size = [...graph.constants.values()].reduce((sum, constant) => sum + constant.bytes.length, 0);
    // The least that a number takes in a file is one byte, and here eight.
    expect(size).toBeLessThanOrEqual(8 * bytes.length + 1000);
    externalData(bytes);
    return true;
  } catch (error) {
    if (error instanceof XaiError && error.code === 'model-invalid') return false;
    throw error;
  }
}

const settings = { seed: 20, numRuns: 1000 };
const anyModel = fc.constantFrom(...models);

describe('whatever is in a file, it is a model or model-invalid', () => {
  it('whole models are read', () => {
    expect(models.map(reads)).toEqual([true, true, true]);
  });

  it('every truncation is noticed', () => {
    for (const model of models) {
      for (let length = 0; length < model.length; length++) expect(reads(model.subarray(0, length))).toBe(false);
    }
  });

  it('changed bytes', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    let damaged = 0;
    fc.assert(
      fc.property(anyModel, changes, (model, edits) => {
        const bytes = model.slice();
        for (const [position, byte] of edits) bytes[position % bytes.length] = byte;
        if (!reads(bytes)) damaged++;
      }),
      settings,
    );
    expect(damaged).toBeGreaterThan(settings.numRuns / 10);
  });

  it('pieces left out and put in', () => {
    const insert = fc.uint8Array({ maxLength: 12 });
    fc.assert(
      fc.property(anyModel, fc.nat(), fc.nat(20), insert, (model, position, removed, inserted) => {
        const start = position % model.length;
        reads(Uint8Array.of(...model.subarray(0, start), ...inserted, ...model.subarray(start + removed)));
      }),
      settings,
    );
  });

  it('arbitrary bytes, and those that begin like a model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, headed) => {
        reads(headed ? Uint8Array.of(0x08, 0x08, 0x3a, bytes.length, ...bytes) : bytes);
      }),
      settings,
    );
  });
});
