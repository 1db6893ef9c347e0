import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createManifest } from '../scripts/create-manifest.js';
import { version } from '../src/version.js';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

it('custom-elements.json is what `npm run manifest` writes', async () => {
  expect(read('custom-elements.json')).toBe(await createManifest());
});

it('the version in recipes is that of the package', () => {
  expect(version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
});
