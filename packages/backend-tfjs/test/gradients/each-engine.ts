import { beforeAll, describe } from 'vitest';
import { engineNames, useEngine, whyAbsent } from './engines.js';
import type { EngineName } from './engines.js';

const absent = new Map(
  await Promise.all(
    engineNames.map(async (name): Promise<[EngineName, string | null]> => [name, await whyAbsent(name)]),
  ),
);

/** Defines tests for each engine; those of an engine that is not here are skipped, with the reason. */
export function describeEachEngine(title: string, define: (engine: EngineName) => void): void {
  for (const engine of engineNames) {
    const reason = absent.get(engine);
    describe.skipIf(reason)(`${title} on ${engine}${reason ? ` (${reason})` : ''}`, () => {
      beforeAll(() => useEngine(engine));
      define(engine);
    });
  }
}
