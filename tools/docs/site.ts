import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { writeApiPages } from './api-pages.js';
import { rebaseLinks } from './links.js';
import { repositoryPages } from './repository-pages.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds the site into docs/.vitepress/dist, from the pages in docs/ and those that are made for it alone: the API reference, and
 * the files outside docs/ that are pages. `DOCS_BASE` is the folder it will be served from (default `/`).
 *
 * @throws Error for a dead link, or where the components have not been bundled
 */
export async function buildSite(): Promise<void> {
  if (!existsSync(`${root}packages/web-components/bundle/pellucid.js`)) {
    throw new Error('The live examples need packages/web-components/bundle. Run `npm run bundle` first.');
  }
  writeRepositoryPages();
  await writeApiPages(`${root}docs/api`);
  await build(`${root}docs`);
}

function writeRepositoryPages(): void {
  rmSync(`${root}docs/repository`, { recursive: true, force: true });
  for (const [file, page] of Object.entries(repositoryPages)) {
    if (!page.startsWith('repository/')) continue;
    const target = `docs/${page}`;
    mkdirSync(root + dirname(target), { recursive: true });
    writeFileSync(
      root + target,
      rebaseLinks(readFileSync(root + file, 'utf8'), posix.dirname(file), posix.dirname(target)),
    );
  }
}
