import { createRequire } from 'node:module';

const resolve = createRequire(import.meta.url).resolve;

/** File of the small network that is explained where none is named. */
export const bundledModel = (): string => resolve('@pellucid/sample-net/sample-net.onnx');

/** File of the photo that is explained where none is named. */
export const bundledPhoto = (): string => resolve('@pellucid/sample-net/photo.png');
