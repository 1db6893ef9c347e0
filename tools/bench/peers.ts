import { spawnSync } from 'node:child_process';
import type { Row } from './table.js';

/** The peers' timings, from their script: one JSON object a line. What it says of failures goes to stderr. */
export function timePeers(python: string, script: string, folder: string, nets: readonly string[]): Row[] {
  const run = spawnSync(python, [script, folder, ...nets], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.error) throw run.error;
  if (run.status !== 0)
    console.error(`The peers' script ended with status ${run.status}; what it said until then counts.`);
  return run.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Row);
}
