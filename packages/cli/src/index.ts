export { main } from './main.js';
export type { Io, OutputStream } from './io.js';
