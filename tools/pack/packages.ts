import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

/** A package as it would be published. */
export interface Packed {
  readonly name: string;
  readonly tarball: string;
  /** Bytes of the tarball. */
  readonly bytes: number;
  /** What can be imported: `.` and the like. Those that are a file and no module are only looked up. */
  readonly exports: readonly { readonly path: string; readonly isModule: boolean }[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | object>>;
}

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Packs everything under packages/, built before, into a folder. */
export function packAll(folder: string): Packed[] {
  return readdirSync(`${root}packages`).map((directory) => {
    const place = `${root}packages/${directory}`;
    const manifest = JSON.parse(readFileSync(`${place}/package.json`, 'utf8')) as Manifest;
    const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], place)) as [
      { readonly filename: string; readonly size: number },
    ];
    return {
      name: manifest.name,
      tarball: `${folder}/${packed.filename}`,
      bytes: packed.size,
      exports: Object.entries(manifest.exports).map(([path, target]) => ({
        path: `${manifest.name}${path.slice(1)}`,
        // What a worker runs is for workers alone.
        isModule: typeof target === 'object' && path !== './worker',
      })),
    };
  });
}
