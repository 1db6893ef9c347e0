import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

// One folder above this file, in src and in dist alike.
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;

/** The version of this package. */
export const version = manifest.version;

/** Versions that a result depends on, by package. Our packages are released together and pin one another exactly. */
export function packageVersions(): Record<string, string> {
  const ours = Object.entries(manifest.dependencies).filter(([name]) => name.startsWith('@pellucid/'));
  return { '@pellucid/cli': version, ...Object.fromEntries(ours), node: process.versions.node };
}
