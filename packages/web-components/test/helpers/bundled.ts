import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/pellucid-bundle');
/** All that the bundle is made of. */
const sources = [
  'package-lock.json',
  'packages/core/src',
  'packages/backend-ort/src',
  'packages/backend-tfjs/src',
  'packages/web-components/src',
  'packages/web-components/scripts',
  'packages/sample-net',
];
/** Bundles that are kept: each is large, and those that were used last may be in use. */
const kept = 4;
/** Milliseconds after which a build that is not done is taken for one that was ended. */
const stale = 180_000;

let made: Promise<string> | null = null;

/**
 * The folder with the bundle for pages without a bundler, made from the sources as they are. One that was made of the same
 * sources before is taken again; of several processes that ask at once, one makes it.
 */
export function bundledComponents(): Promise<string> {
  return (made ??= findOrMake());
}

async function findOrMake(): Promise<string> {
  const folder = join(cache, await hashOfSources());
  const lock = `${folder}.lock`;
  await mkdir(cache, { recursive: true });
  while (!(await isThere(folder))) {
    if (await take(lock)) {
      try {
        if (!(await isThere(folder))) await make(folder);
      } finally {
        await rm(lock, { recursive: true, force: true });
      }
    } else await wait(200);
  }
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}

/** @returns whether the lock is ours */
async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const taken = await stat(lock).catch(() => null);
    if (taken && Date.now() - taken.mtimeMs > stale) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

/** Whole or not at all. In a process of its own, as the settings of the tests are none of a build's. */
async function make(folder: string): Promise<void> {
  const fresh = await mkdtemp(join(cache, 'making-'));
  try {
    const script = fileURLToPath(new URL('build-bundle-to.ts', import.meta.url));
    const { NODE_ENV: _, NODE_OPTIONS: __, ...env } = process.env;
    await run(process.execPath, ['--import', 'tsx', '--conditions=@pellucid/source', script, fresh], {
      cwd: root,
      env,
      timeout: stale,
    });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  await removeOld();
}

async function removeOld(): Promise<void> {
  const names = (await readdir(cache)).filter((name) => !name.endsWith('.lock'));
  const dated = await Promise.all(
    names.map(async (name) => {
      const path = join(cache, name);
      return { path, time: (await stat(path).catch(() => null))?.mtimeMs ?? 0 };
    }),
  );
  const old = dated.sort((a, b) => b.time - a.time).slice(kept);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesOf(join(root, source))) {
      hash.update(`${file.slice(root.length)}\0`);
      hash.update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
