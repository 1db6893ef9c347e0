import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Bytes of a file as it is and as servers send it. */
export interface Size {
  readonly file: string;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Sizes of all files in a folder, by name. */
export function sizesOf(folder: string): readonly Size[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) =>
      sizeOf(
        path
          .slice(folder.length)
          .replace(/^[\\/]/, '')
          .replaceAll('\\', '/'),
        readFileSync(path),
      ),
    );
}

export function sizeOf(file: string, bytes: Uint8Array): Size {
  // The best quality would take minutes for WebAssembly, and gain little.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    file,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

/** The sum of some sizes, under a name of its own. */
export function sumOf(file: string, sizes: readonly Size[]): Size {
  const sum = (key: 'raw' | 'gzip' | 'brotli'): number => sizes.reduce((total, size) => total + size[key], 0);
  return { file, raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
}

export function tableOf(sizes: readonly Size[]): string {
  const rows = sizes.map(({ file, raw, gzip, brotli }) => [file, ...[raw, gzip, brotli].map(kilobytes)]);
  const all = [['file', 'raw kB', 'gzip', 'brotli'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
