/**
 * Makes custom-elements.json, which editors and documentation read: what the analyzer finds in the sources, with the attributes
 * that the elements really observe. With `--check` it writes nothing, and fails where the file is not up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './build-bundle.js';
import { createManifest } from './create-manifest.js';

const file = join(packageFolder, 'custom-elements.json');
const manifest = await createManifest();
if (!process.argv.includes('--check')) writeFileSync(file, manifest);
else if (readFileSync(file, 'utf8') !== manifest) {
  console.error('custom-elements.json is not what `npm run manifest` writes.');
  process.exitCode = 1;
}
