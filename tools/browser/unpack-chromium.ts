/**
 * Unpacks the Chromium of the npm package @sparticuz/chromium (a headless shell for Linux on x64, packed with brotli) once,
 * into `node_modules/.cache`. The package unpacks into the temporary folder and takes what lies there, whoever put it
 * there: so it runs in a process of its own, whose temporary folder is a new one. Its list of arguments is not used: it
 * turns web security and the isolation of sites off, which are what tests here are about.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';

export interface UnpackedChromium {
  readonly path: string;
  /** A folder of shared libraries (NSS, expat), for a system that has none. */
  readonly libraries: string;
  /** A configuration of fontconfig that knows the package's font only (Open Sans). */
  readonly fontConfig: string;
}

const run = promisify(execFile);
const fontConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`;
const script = `
const [entry, libraries] = process.argv.slice(1);
const { default: chromium, inflate } = await import(entry);
await Promise.all([chromium.executablePath(), inflate(libraries)]);
`;

/** Fails where the package is absent, made for another machine, or its files cannot be written. */
export async function unpackChromium(): Promise<UnpackedChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`it is for Linux on x64, and this is ${process.platform} on ${process.arch}`);
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const cache = resolve(root, '../../.cache');
  const folder = join(cache, `chromium-${version}`);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) await unpack(pathToFileURL(entry).href, join(root, 'bin/al2023.tar.br'), cache, folder);
  return {
    path: join(folder, 'chromium'),
    libraries: join(folder, 'al2023/lib'),
    fontConfig: join(folder, 'fonts/own.conf'),
  };
}

/** Whole or not at all: other processes may be at it too, and the first to be done is kept. */
async function unpack(entry: string, libraries: string, cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await run(process.execPath, ['--input-type=module', '-e', script, entry, libraries], {
      env: { PATH: process.env['PATH'], TMPDIR: fresh },
      timeout: 120_000,
    });
    await writeFile(join(fresh, 'fonts/own.conf'), fontConfig);
    await rename(fresh, folder).catch(async (error: unknown) => {
      await access(folder).catch(() => {
        throw error;
      });
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
