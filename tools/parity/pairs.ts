import { existsSync, readFileSync } from 'node:fs';
import type { PresetName } from '@pellucid/core';
import { readModel } from '../../packages/backend-tfjs/test/helpers/files.js';
import type { TfjsArtifacts } from '../../packages/backend-tfjs/src/index.js';
import type { Engine } from './engines.js';

/** The same weights in two formats, and pictures to explain. */
export interface Pair {
  readonly name: string;
  readonly onnx: URL;
  /** The folder of model.json. */
  readonly tfjs: URL;
  /** Where the file says nothing of preprocessing. */
  readonly preset?: PresetName;
  readonly pictures: readonly URL[];
}

const bundled = new URL('../../packages/sample-net/', import.meta.url);
const assets = new URL('../../../shared/assets/', import.meta.url);

export const sampleNet: Pair = {
  name: 'the bundled net',
  onnx: new URL('sample-net.onnx', bundled),
  tfjs: new URL('tfjs/', bundled),
  pictures: [new URL('photo-cat-chelsea-cc0.png', bundled)],
};

export const mobileNet: Pair = {
  name: 'MobileNetV2',
  onnx: new URL('onnx/mobilenet_v2_fp32_from_quant.onnx', assets),
  tfjs: new URL('tfjs/mobilenet_v2_imagenet/', assets),
  preset: 'imagenet',
  pictures: ['n02099601_golden_retriever', 'n07753592_banana', 'n11939491_daisy'].map(
    (name) => new URL(`images/imagenet/${name}.JPEG`, assets),
  ),
};

/** Real networks that nobody may copy are not everywhere. */
export function isHere({ onnx, tfjs }: Pair): boolean {
  return existsSync(onnx) && existsSync(tfjs);
}

/** The file or files of a pair that an engine reads. */
export function networkFor(pair: Pair, { format }: Engine): Uint8Array | TfjsArtifacts {
  return format === 'onnx' ? readFileSync(pair.onnx) : readModel(pair.tfjs);
}
