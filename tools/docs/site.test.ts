import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { destinationOf } from '../../docs/.vitepress/repository-links.js';
import { sidebar } from '../../docs/.vitepress/sidebar.js';
import { anchorsOf, fileLinks, rebaseLinks } from './links.js';
import { builtFolders, repositoryPages } from './repository-pages.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const isBuilt = (page: string): boolean => builtFolders.some((folder) => page.startsWith(folder));

/** The committed pages, as paths from docs/. */
const pages = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md') && !path.startsWith('.') && !isBuilt(path));

/** Pages of packages that are not written yet. */
const isWritten = (file: string): boolean => existsSync(root + file);

describe.each(pages)('docs/%s', (page) => {
  const text = readFileSync(`${root}docs/${page}`, 'utf8');

  test('links to files that are there, and to headings that are in them', () => {
    for (const href of fileLinks(text)) {
      const [path = '', anchor] = href.split('#');
      const file = posix.join('docs', posix.dirname(page), path);
      expect(existsSync(root + file), href).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(root + file, 'utf8')), href).toContain(anchor);
    }
  });

  test('links to its own headings', () => {
    for (const [, anchor] of text.matchAll(/\]\(#([^)]*)\)/g)) expect(anchorsOf(text)).toContain(anchor);
  });

  test('is in the table of contents', () => {
    const link = `/${page.replace(/\.md$/, '').replace(/(^|\/)index$/, '$1')}`;
    expect(linked).toContain(link);
  });
});

interface Entry {
  readonly link?: string;
  readonly items?: readonly Entry[];
}

function linksOf(items: readonly Entry[]): string[] {
  return items.flatMap(({ link, items: inner = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(inner)]);
}

const linked = Object.values(sidebar).flatMap((part) => linksOf(Array.isArray(part) ? part : part.items));

describe('the table of contents', () => {
  test.each([...new Set(linked)])('%s is a page', (link) => {
    const page = link.endsWith('/') ? `${link.slice(1)}index.md` : `${link.slice(1)}.md`;
    expect(isBuilt(page) || isWritten(`docs/${page}`), page).toBe(true);
  });
});

test('the files that are pages of the site are there', () => {
  for (const [file, page] of Object.entries(repositoryPages)) {
    if (!isBuilt(page)) expect(isWritten(`docs/${page}`), page).toBe(true);
    if (!file.startsWith('packages/web-components/')) expect(isWritten(file), file).toBe(true);
  }
});

describe('a link on the site', () => {
  test.each([
    ['../packages/core/README.md', 'start.md', { page: '/api/core.md' }],
    ['../CONTRIBUTING.md#add-a-method', 'architecture.md', { page: '/repository/contributing.md#add-a-method' }],
    ['../../README.md', 'api/core.md', { page: '/index.md' }],
    ['../packages/core/src/model.ts', 'backends.md', { file: 'packages/core/src/model.ts' }],
    ['../tools/train/', 'repository/changelog.md', null],
    ['../../tools/train/', 'repository/changelog.md', { file: 'tools/train' }],
    ['methods/index.md', 'start.md', null],
    ['https://example.org/a', 'start.md', null],
    ['#errors', 'own-model.md', null],
  ])('%s of %s', (href, page, destination) => {
    expect(destinationOf(href, page)).toEqual(destination);
  });

  test('still goes where it went from another folder', () => {
    const moved = rebaseLinks(
      '[a](docs/zoo.md#x), [b](../core/), [c](https://a.b), [d](#e)',
      'packages/cli',
      'docs/api',
    );
    expect(moved).toBe('[a](../../packages/cli/docs/zoo.md#x), [b](../../packages/core), [c](https://a.b), [d](#e)');
  });
});
