import { fileURLToPath } from 'node:url';

/** Where a file of the sample net is. */
export function sampleNet(name: string): string {
  return fileURLToPath(new URL(`../../../sample-net/${name}`, import.meta.url));
}
