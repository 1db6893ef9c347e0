import { expect } from 'vitest';

/** `expect.poll` with as much time as a busy machine may need. */
export function eventually<Value>(look: () => Promise<Value> | Value) {
  return expect.poll(look, { timeout: 30_000 });
}
