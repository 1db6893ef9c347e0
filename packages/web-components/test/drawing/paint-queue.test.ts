import { describe, expect, it } from 'vitest';
import { PaintQueue } from '../../src/drawing/paint-queue.js';

/** A queue whose frames come when they are called for. */
function queueWithFrames() {
  const frames: (() => void)[] = [];
  const failures: unknown[] = [];
  const queue = new PaintQueue(
    (cause) => void failures.push(cause),
    (work) => void frames.push(work),
  );
  return { queue, frames, failures };
}
/** Only its identity matters. */
const canvas = (): HTMLCanvasElement => ({}) as HTMLCanvasElement;
/** Painting that takes longer than a frame may. */
const slowly = (done: () => void) => (): void => {
  const end = performance.now() + 10;
  while (performance.now() < end);
  done();
};

describe('PaintQueue', () => {
  it('paints nothing before the frame, and a canvas once for the same inputs', () => {
    const { queue, frames } = queueWithFrames();
    const [one, painted] = [canvas(), [] as string[]];
    queue.want(one, ['map', 1], () => painted.push('first'));
    queue.want(one, ['map', 1], () => painted.push('again'));
    expect(painted).toEqual([]);
    frames.shift()!();
    expect(painted).toEqual(['first']);
    queue.want(one, ['map', 1], () => painted.push('still'));
    expect(frames).toHaveLength(0);
    queue.want(one, ['map', 0.5], () => painted.push('other'));
    frames.shift()!();
    expect(painted).toEqual(['first', 'other']);
  });

  it('paints the newest of what a canvas waits for', () => {
    const { queue, frames } = queueWithFrames();
    const [one, painted] = [canvas(), [] as string[]];
    queue.want(one, [1], () => painted.push('old'));
    queue.want(one, [2], () => painted.push('new'));
    frames.shift()!();
    expect(painted).toEqual(['new']);
    expect(frames).toHaveLength(0);
  });

  it('leaves what takes long to the frames that follow', () => {
    const { queue, frames } = queueWithFrames();
    let painted = 0;
    for (let i = 0; i < 3; i++)
      queue.want(
        canvas(),
        [i],
        slowly(() => painted++),
      );
    for (const sofar of [1, 2, 3]) {
      frames.shift()!();
      expect(painted).toBe(sofar);
    }
    expect(frames).toHaveLength(0);
  });

  it('goes on after a painter that fails', () => {
    const { queue, frames, failures } = queueWithFrames();
    const [painted, failure] = [[] as string[], new Error('NaN')];
    queue.want(canvas(), [], () => {
      throw failure;
    });
    queue.want(canvas(), [], () => painted.push('next'));
    while (frames.length > 0) frames.shift()!();
    expect(failures).toEqual([failure]);
    expect(painted).toEqual(['next']);
  });
});
