/** What TensorFlow.js computes on, in the order in which it is tried: the native ones in Node, webgpu and webgl in browsers. */
export const engineNames = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'webgl', 'wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];
