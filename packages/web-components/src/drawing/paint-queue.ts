/** Milliseconds of a frame that painting may take before the rest waits for the next; one canvas takes a few itself. */
const budget = 5;

/**
 * Paints canvases a few a frame, so that the page stays quick however many there are. A canvas that shows what is asked for is
 * left alone, and one that waits takes the newest.
 */
export class PaintQueue {
  private readonly waiting = new Map<HTMLCanvasElement, () => void>();
  private readonly shown = new WeakMap<HTMLCanvasElement, readonly unknown[]>();
  private readonly fail: (cause: unknown) => void;
  private readonly later: (work: () => void) => void;
  private isPlanned = false;

  /**
   * @param fail takes what a painter throws
   * @param later runs work at another time. Default: in the next frame
   */
  constructor(
    fail: (cause: unknown) => void,
    later: (work: () => void) => void = (work) => void requestAnimationFrame(work),
  ) {
    this.fail = fail;
    this.later = later;
  }

  /** @param inputs all that the painting depends on; told apart by identity */
  want(canvas: HTMLCanvasElement, inputs: readonly unknown[], paint: () => void): void {
    const before = this.shown.get(canvas);
    if (before?.length === inputs.length && inputs.every((input, i) => Object.is(input, before[i]))) return;
    this.shown.set(canvas, inputs);
    this.waiting.set(canvas, paint);
    this.plan();
  }

  private plan(): void {
    if (this.isPlanned || this.waiting.size === 0) return;
    this.isPlanned = true;
    this.later(this.work);
  }

  private readonly work = (): void => {
    this.isPlanned = false;
    const end = performance.now() + budget;
    for (const [canvas, paint] of this.waiting) {
      this.waiting.delete(canvas);
      try {
        paint();
      } catch (cause) {
        this.fail(cause);
      }
      if (performance.now() >= end) break;
    }
    this.plan();
  };
}
