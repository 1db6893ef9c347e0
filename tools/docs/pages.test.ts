import { catalog } from '@pellucid/core';
import { expect, test } from 'vitest';
import { generatedPages, stalePages } from './pages.js';

test('the committed pages are what `npm run docs:pages` writes', async () => {
  expect(stalePages(await generatedPages())).toEqual([]);
});

test('every method has a page that names each of its options', async () => {
  const pages = await generatedPages();
  for (const { id, options } of catalog) {
    const page = pages.find(({ file }) => file.endsWith(`/methods/${id}.md`));
    for (const name of Object.keys(options)) expect(page?.content).toContain(`\`${name}\``);
  }
});

test('a changed page is noticed', async () => {
  const [first, ...others] = await generatedPages();
  const changed = { ...first!, content: `${first!.content}changed` };
  expect(stalePages([changed, ...others])).toEqual([changed.file]);
});
