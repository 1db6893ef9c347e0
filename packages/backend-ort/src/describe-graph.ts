import { channelsFirst, sizeOf } from '@pellucid/core';
import type { Layout } from '@pellucid/core';
import { pictureLayout } from './onnx/axes/picture-layout.js';
import type { Graph, ValueInfo } from './onnx/graph.js';

/** A tensor as far as an ONNX file tells. */
export interface OnnxTensor {
  readonly name: string;
  readonly dtype: string;
  /** As core sees it: [N, C, H, W] for what looks like a picture. `null` for a free side, or where even the rank is unknown. */
  readonly shape: readonly (number | null)[] | null;
  /** How the file stores what looks like a picture. */
  readonly layout: Layout | null;
}

/** What an ONNX file says of its network. */
export interface OnnxFile {
  /** The program that made it, if it says so. */
  readonly producer: string;
  /** Numbers in the file: weights and other constants. */
  readonly parameters: number;
  readonly inputs: readonly OnnxTensor[];
  /** With their sides as they are stored. */
  readonly outputs: readonly OnnxTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a file that was read with `readOnnx` says of its network, before a runtime has seen it. */
export function describeGraph({ producer, constants, inputs, outputs, metadata }: Graph): OnnxFile {
  return {
    producer,
    parameters: [...constants.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    inputs: inputs.map(pictureTensor),
    outputs: outputs.map(storedTensor),
    metadata,
  };
}

function pictureTensor(info: ValueInfo): OnnxTensor {
  const tensor = storedTensor(info);
  const layout = pictureLayout(tensor.shape ?? []);
  return { ...tensor, shape: tensor.shape && channelsFirst(tensor.shape, layout), layout };
}

/** A tensor with its sides as they are stored. */
export function storedTensor({ name, dtype, shape }: ValueInfo): OnnxTensor {
  const sides = shape?.map((side) => (typeof side === 'number' && side > 0 ? side : null)) ?? null;
  return { name, dtype, shape: sides, layout: null };
}
