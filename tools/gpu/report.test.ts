import { expect, test } from 'vitest';
import type { EngineParity } from '../parity/campaign.js';
import type { Checked } from './report.js';
import { isFine, report } from './report.js';

const absent: Checked = { engine: 'cuda', absent: 'no library', suites: [], parity: [] };
const agreement = { error: 1e-7, k: 0, verdict: 'right', reason: '', moved: null } as const;
const same: EngineParity = { engine: 'cpu', logits: 1e-6, methods: [{ id: 'saliency', agreements: [agreement] }] };
const fine: Checked = {
  engine: 'cpu',
  absent: null,
  suites: [{ format: 'ONNX', cases: 3, failures: [] }],
  parity: [{ pair: 'a net', result: same }],
};

test('where nothing is found, it is said what was looked for, and it is no failure', () => {
  expect(report([absent])).toBe('cuda: not found (no library).\n\nNothing was checked.');
  expect(isFine(absent)).toBe(true);
});

test('what is found is told with its table', () => {
  const text = report([absent, fine]);
  expect(text).toContain('3 of 3 cases passed');
  expect(text).toContain('| saliency | 1.0e-7 (k 0, 1 of 1) |');
  expect(text).toContain('All is right on cpu.');
});

test('a failed case, other logits and a map that differs are failures', () => {
  const failed: Checked = { ...fine, suites: [{ format: 'ONNX', cases: 3, failures: ['batches: no'] }] };
  const wrong = { ...agreement, error: 0.1, verdict: 'wrong', moved: 0.1 } as const;
  const results: EngineParity[] = [
    { ...same, logits: 1 },
    { ...same, methods: [{ id: 'saliency', agreements: [wrong] }] },
  ];
  const differing = results.map((result): Checked => ({ ...fine, parity: [{ pair: 'a net', result }] }));
  for (const each of [failed, ...differing]) {
    expect(isFine(each)).toBe(false);
    expect(report([each])).toContain('Not all is right on cpu.');
  }
  expect(report([failed])).toContain('2 of 3 cases passed.\n  batches: no');
});
