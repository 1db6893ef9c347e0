import { defineConfig } from 'vite';

export default defineConfig({
  // Served from any folder.
  base: './',
  resolve: {
    conditions: [
      '@pellucid/source',
      // The build that takes its WebAssembly from files beside it.
      'onnxruntime-web-use-extern-wasm',
      'module',
      'browser',
      'development|production',
    ],
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The page's policy forbids data: addresses.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
