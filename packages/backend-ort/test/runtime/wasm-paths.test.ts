import { expect, test } from 'vitest';
import { loadRuntime } from '../../src/runtime/ort-runtime.js';
import { ortPaths } from '../../src/runtime/wasm-paths.js';

const stem = 'ort-wasm-simd-threaded';

test('a folder is taken as it is, and none is left to the runtime', () => {
  expect(ortPaths('https://example.org/ort/', stem)).toBe('https://example.org/ort/');
  expect(ortPaths(undefined, stem)).toBeUndefined();
});

test('of a list of files, a build takes its own', () => {
  const paths = {
    [`${stem}.wasm`]: 'https://example.org/a.wasm',
    [`${stem}.mjs`]: 'https://example.org/a.mjs',
    [`${stem}.asyncify.wasm`]: 'https://example.org/b.wasm',
  };
  expect(ortPaths(paths, stem)).toEqual({ wasm: 'https://example.org/a.wasm', mjs: 'https://example.org/a.mjs' });
  expect(ortPaths(paths, `${stem}.asyncify`)).toEqual({ wasm: 'https://example.org/b.wasm' });
  expect(ortPaths(paths, `${stem}.jspi`)).toBeUndefined();
});

test('a folder without its last slash is an error, whatever computes', async () => {
  await expect(loadRuntime({ wasmPaths: '/ort' })).rejects.toMatchObject({
    code: 'usage',
    message: "wasmPaths expects a folder that ends in '/', but got '/ort'. Write '/ort/'.",
  });
});
