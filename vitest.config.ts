import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@pellucid/source', 'node', 'default'] } },
  resolve: { conditions: ['@pellucid/source', 'node', 'default'] },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 120_000,
    // Some build a bundle, or unpack a browser, before they begin.
    hookTimeout: 120_000,
  },
});
