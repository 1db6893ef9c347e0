import type { InferenceSession } from 'onnxruntime-web';

/** A compiled session, what it costs, and what goes with it. */
export interface Compiled {
  readonly session: InferenceSession;
  /** Bytes of the model it was made from. */
  readonly bytes: number;
}

/** Compiled sessions by key, bounded in bytes: the least recently used are released first, never one that is at work. */
export interface SessionCache<Value extends Compiled> {
  /** Runs `work` with the session of this key, made first if it is not there. */
  use<Result>(key: string, make: () => Promise<Value>, work: (compiled: Value) => Promise<Result>): Promise<Result>;
  /** Releases everything, each session as soon as its work is done. */
  clear(): Promise<void>;
}

interface Entry<Value> {
  readonly compiled: Promise<Value>;
  bytes: number;
  users: number;
  dropped: boolean;
}

export function createSessionCache<Value extends Compiled>(limit: number): SessionCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  const release = async (entry: Entry<Value>): Promise<void> => {
    if (entry.dropped && entry.users === 0) await (await entry.compiled).session.release();
  };
  const drop = (key: string, entry: Entry<Value>): Promise<void> => {
    entries.delete(key);
    entry.dropped = true;
    return release(entry);
  };
  const shrink = async (): Promise<void> => {
    let total = [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [key, entry] of [...entries]) {
      if (total <= limit) return;
      if (entry.users > 0) continue;
      total -= entry.bytes;
      await drop(key, entry);
    }
  };
  return {
    async use(key, make, work) {
      const entry = entries.get(key) ?? { compiled: make(), bytes: 0, users: 0, dropped: false };
      // Re-inserting makes it the most recently used in the map's order.
      entries.delete(key);
      entries.set(key, entry);
      entry.users++;
      try {
        const compiled = await entry.compiled.catch((cause: unknown) => {
          entries.delete(key);
          throw cause;
        });
        entry.bytes = compiled.bytes;
        await shrink();
        return await work(compiled);
      } finally {
        entry.users--;
        await release(entry);
      }
    },
    async clear() {
      await Promise.all([...entries].map(([key, entry]) => drop(key, entry)));
    },
  };
}
