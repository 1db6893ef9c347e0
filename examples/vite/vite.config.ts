import { defineConfig } from 'vite';

export default defineConfig({
  // Nothing has to be set. This keeps the runtimes apart, so that a page with an ONNX model never loads TensorFlow.js.
  worker: { format: 'es' },
});
