import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  // Without this, Vue looks for components of its own under these names.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('xai-') } } })],
  // This keeps the runtimes apart, so that a page with an ONNX model never loads TensorFlow.js.
  worker: { format: 'es' },
});
