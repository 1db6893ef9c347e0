import { expect, test } from 'vitest';
import { runCampaign } from './campaign.js';
import type { Result } from './campaign.js';
import { caseOf, kindCount } from './case.js';
import { readSeeds } from './seeds.js';

const seed = 20_261_124;
const cases = Array.from({ length: 60 }, (_, i) => i);

test('every kind of change is tried, and a case can be made again', () => {
  const seeds = readSeeds();
  expect(kindCount).toBeLessThanOrEqual(cases.length);
  const [once, again] = [caseOf(seeds, seed, 7), caseOf(seeds, seed, 7)];
  expect(again).toEqual(once);
  expect(caseOf(seeds, seed + 1, 7).bytes).not.toEqual(once.bytes);
});

test(`malformed models (seed ${seed}) work or are refused with a clear error, without a crash or a hang`, async () => {
  const results: Result[] = [];
  await runCampaign(seed, cases, 2, (result) => results.push(result));
  expect(results.filter(({ sound }) => !sound)).toEqual([]);
  expect(results).toHaveLength(cases.length);
  // Neither is every file refused nor every one taken.
  const works = results.filter(({ result }) => result === 'works').length;
  expect(works).toBeGreaterThan(0);
  expect(works).toBeLessThan(cases.length / 2);
});
