import { createRequire } from 'node:module';

const resolve = createRequire(import.meta.url).resolve;

/** File of the small network that is explained where none is named; it comes in both formats. */
export const bundledModel = (backend: 'ort' | 'tfjs' = 'ort'): string =>
  resolve(`@pellucid/sample-net/${backend === 'ort' ? 'sample-net.onnx' : 'tfjs/model.json'}`);

/** File of the photo that is explained where none is named. */
export const bundledPhoto = (): string => resolve('@pellucid/sample-net/photo.png');
