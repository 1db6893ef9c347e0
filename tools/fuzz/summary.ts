import type { Result } from './campaign.js';

/** How many cases ended how, as a Markdown table, and the slowest. */
export function summaryOf(results: readonly Result[]): string {
  const counts = new Map<string, number>();
  for (const { result } of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  const rows = [...counts].sort(([, a], [, b]) => b - a).map(([result, count]) => `| ${result} | ${count} |`);
  const bad = results.filter(({ sound }) => !sound).length;
  const slowest = results.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
  return [
    '',
    '| outcome | cases |',
    '| --- | --- |',
    ...rows,
    '',
    `${results.length} cases, ${bad} with another outcome than working or a clear error; the slowest took ${(slowest / 1000).toFixed(1)} s.`,
  ].join('\n');
}
