import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Row } from './table.js';

/** The peers' own timings, from their script: one JSON object a line. Empty, with the reason said, where it cannot run. */
export function timePeers(python: string, script: string): Row[] {
  if (!existsSync(script)) {
    console.error('The peers are not timed: their script (../shared/bench/peers.py) is not here.');
    return [];
  }
  const run = spawnSync(python, [script, 'vision'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (run.error) throw run.error;
  const { stdout, stderr, status } = run;
  if (status !== 0) console.error(`The peers' script failed: ${stderr.split('\n').slice(-3).join(' ')}`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"net"'))
    .map((line) => JSON.parse(line) as Row);
}
