import { expect, test } from 'vitest';
import { slopeOf } from './memory.js';
import { tasksOf } from './trace.js';

const thread = {
  cat: '__metadata',
  ph: 'M',
  pid: 1,
  tid: 2,
  ts: 0,
  name: 'thread_name',
  args: { name: 'CrRendererMain' },
};
const timeline = 'disabled-by-default-devtools.timeline';
const task = (tid: number, ts: number, dur: number, tdur: number) => ({
  ...{ name: 'RunTask', cat: timeline, ph: 'X', pid: 1, tid, ts, dur, tdur },
});

test('tasks are those of the main thread, with what took most of them', () => {
  const inner = (name: string, ts: number, dur: number, data: object) => ({
    ...{ name, cat: 'devtools.timeline', ph: 'X', pid: 1, tid: 2, ts, dur, args: { data } },
  });
  const traceEvents = [
    thread,
    task(2, 1000, 80_000, 5000),
    inner('FunctionCall', 2000, 60_000, { functionName: 'paint', url: 'http://here/pellucid.js' }),
    inner('Layout', 3000, 10_000, {}),
    task(2, 100_000, 2000, 1500),
    task(9, 1000, 500_000, 500_000),
  ];
  expect(tasksOf({ traceEvents })).toEqual([
    { wall: 80, cpu: 5, inside: ['FunctionCall paint pellucid.js'] },
    { wall: 2, cpu: 1.5, inside: [] },
  ]);
});

test('a trace without a main thread is no measurement', () => {
  expect(() => tasksOf({ traceEvents: [task(2, 0, 1000, 1000)] })).toThrow('no task of a main thread');
});

test('the slope is that of the line', () => {
  expect(
    slopeOf([
      [60, 1000],
      [80, 1040],
      [100, 1080],
    ]),
  ).toBeCloseTo(2, 12);
  expect(
    slopeOf([
      [60, 1010],
      [80, 990],
      [100, 1010],
      [120, 990],
    ]),
  ).toBeCloseTo(-0.2, 12);
});
