import { constantFromFloats } from '../../../backend-ort/src/onnx/constant.js';
import { writeOnnx } from '../../../backend-ort/src/onnx/write.js';
import { graphOf, node, value } from '../../../backend-ort/test/onnx/support.js';
import { weightAt } from '../../../cli/test/helpers/networks.js';

const weights = (name: string, shape: readonly number[], scale = 1) =>
  constantFromFloats(
    name,
    Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, i) => scale * weightAt(i)),
    shape,
  );

/** A feature layer, and behind it an operator without a gradient rule: the determinant of each channel. */
export function withoutGradient(): Uint8Array {
  return writeOnnx(
    graphOf({
      nodes: [
        node('Conv', ['image', 'kernel'], ['convolved'], { pads: [1, 1, 1, 1] }),
        node('Relu', ['convolved'], ['features']),
        node('Det', ['features'], ['determinants']),
        node('Gemm', ['determinants', 'matrix'], ['logits']),
      ],
      constants: [weights('kernel', [4, 3, 3, 3]), weights('matrix', [4, 3])],
      inputs: [value('image', ['N', 3, 8, 8])],
      outputs: [value('logits', ['N', 3])],
    }),
  );
}

/**
 * A small file whose forward pass takes a minute or so in WebAssembly, in one call of the runtime: the same convolution again
 * and again, over a picture of 512 x 512.
 */
export function endless(): Uint8Array {
  const layers = 40;
  const convolutions = Array.from({ length: layers }, (_, i) =>
    node('Conv', [`hidden${i}`, 'kernel'], [`hidden${i + 1}`], { pads: [3, 3, 3, 3] }),
  );
  return writeOnnx(
    graphOf({
      nodes: [
        node('Conv', ['image', 'widen'], ['hidden0']),
        ...convolutions,
        node('GlobalAveragePool', [`hidden${layers}`], ['pooled']),
        node('Flatten', ['pooled'], ['logits']),
      ],
      constants: [weights('widen', [32, 3, 1, 1]), weights('kernel', [32, 32, 7, 7], 1e-3)],
      inputs: [value('image', ['N', 3, 512, 512])],
      outputs: [value('logits', ['N', 32])],
    }),
  );
}
