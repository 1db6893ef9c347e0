/** Runs cases that the parent process names, one at a time; a crash of the native runtime ends this process alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseOf } from './case.js';
import { exercise } from './exercise.js';
import type { Outcome } from './exercise.js';
import { readSeeds } from './seeds.js';

/** What the parent asks for. */
export interface Order {
  readonly seed: number;
  readonly index: number;
}

/** What it is told: `ready` once, with the bytes in use before any case, and then one answer an order. */
export type Answer =
  | { readonly ready: true }
  | (Outcome & { readonly ready: false; readonly what: string; readonly peak: number; readonly worked: number });

const folder = mkdtempSync(join(tmpdir(), 'pellucid-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const seeds = readSeeds();
const answer = (message: Answer): boolean | undefined => process.send?.(message);

process.on('message', (order: Order) => {
  const { bytes, what } = caseOf(seeds, order.seed, order.index);
  const before = process.cpuUsage();
  void exercise(bytes, folder).then((outcome) => {
    const { user, system } = process.cpuUsage(before);
    const peak = process.resourceUsage().maxRSS * 1024;
    answer({ ready: false, ...outcome, what, peak, worked: (user + system) / 1000 });
  });
});

// A sound file first: what the runtime takes in itself is not a case's.
await exercise(seeds[0]!.bytes, folder);
answer({ ready: true });
