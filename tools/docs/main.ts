/**
 * Writes the generated pages of docs/. With `--check` it writes nothing, and fails where the pages are not up to date; with `--site`
 * it builds the site after writing them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generatedPages, stalePages } from './pages.js';

const pages = await generatedPages();
const stale = stalePages(pages);
if (process.argv.includes('--check')) {
  for (const file of stale) process.stderr.write(`${file} is not what \`npm run docs:pages\` writes.\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale) rmSync(file, { force: true });
  for (const { file, content } of pages) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

if (process.argv.includes('--site')) {
  // Loaded only where it is wanted: vitepress and TypeDoc take seconds.
  const { buildSite } = await import('./site.js');
  await buildSite();
}
