import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { colormapModule } from './colormaps.js';
import { fontModule } from './font.js';

const committed = (name: string) =>
  readFileSync(new URL(`../../packages/core/src/render/generated/${name}`, import.meta.url), 'utf8');

test('the committed colour tables and glyphs are what the tool writes', () => {
  expect(colormapModule()).toBe(committed('colormap-tables.ts'));
  expect(fontModule()).toBe(committed('glyphs.ts'));
});
