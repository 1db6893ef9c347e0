import { mkdir, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openFolder } from '../src/output/folder.js';
import { distinctStems, slug, uniqueNames } from '../src/output/names.js';
import { writeFiles } from '../src/output/write.js';
import { createSandbox } from './helpers/sandbox.js';

describe('names of results', () => {
  it('are the stem where that is enough', () => {
    expect(distinctStems(['a/cat.png', 'b/dog.jpg'])).toEqual(['cat', 'dog']);
  });

  it('carry what tells them apart', () => {
    expect(distinctStems(['a/cat.png', 'b/cat.png', 'dog.png'])).toEqual(['a-cat', 'b-cat', 'dog']);
    expect(distinctStems(['cat.png', 'cat.jpg'])).toEqual(['cat-png', 'cat-jpg']);
    expect(distinctStems(['a/cat.png', 'b/cat.jpg', 'b/cat.png'])).toEqual(['a-cat-png', 'b-cat-jpg', 'b-cat-png']);
    expect(distinctStems(['x/a/cat.png', 'y/a/cat.png'])).toEqual(['a-cat-png', 'a-cat-png-2']);
  });

  it('differ even where a file system ignores case, and when one is made of others', () => {
    expect(distinctStems(['Cat.png', 'cat.jpg'])).toEqual(['Cat-png', 'cat-jpg']);
    expect(new Set(distinctStems(['a/cat.png', 'b/cat.png', 'a-cat.png']).map((stem) => stem.toLowerCase())).size).toBe(
      3,
    );
    const unique = uniqueNames((name) => name === 'taken');
    expect(['x', 'X', 'taken', 'x'].map(unique)).toEqual(['x', 'X-2', 'taken-2', 'x-3']);
  });

  it('are made of targets', () => {
    expect(slug('output:logits[1, 2]')).toBe('output-logits-1-2');
    expect(slug('Käfer/../x')).toBe('Käfer-x');
    expect(slug('///')).toBe('target');
  });
});

describe('writing results', async () => {
  const { path, files } = await createSandbox();

  it('writes all files or none', async () => {
    await writeFiles(
      new Map([
        [path('a.txt'), 'one'],
        [path('b.txt'), 'two'],
      ]),
    );
    await expect(
      writeFiles(
        new Map([
          [path('a.txt'), 'three'],
          [path('nowhere/b.txt'), 'four'],
        ]),
      ),
    ).rejects.toMatchObject({ code: 'output' });
    expect(await readFile(path('a.txt'), 'utf8')).toBe('one');
    expect(await files()).toEqual(['a.txt', 'b.txt']);
  });

  it('takes back a folder that stayed empty, and no other', async () => {
    await mkdir(path('old'));
    const empty = await openFolder(path('old/new/deep'), 'old/new/deep');
    expect(await readdir(path('old/new/deep'))).toEqual([]);
    await empty.tidy();
    expect(await files('old')).toEqual([]);
    const used = await openFolder(path('old/used/deep'), 'old/used/deep');
    await writeFiles(new Map([[path('old/used/x.txt'), '']]));
    await used.tidy();
    expect(await files('old/used')).toEqual(['x.txt']);
    await (await openFolder(path('old'), 'old')).tidy();
    expect(await files()).toContain('old');
  });
});
