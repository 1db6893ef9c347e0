import { SingleBar } from 'cli-progress';
import type { OutputStream } from '../io.js';

/** A bar that long work shows; quick work ends before it appears. */
export interface ProgressBar {
  /** @param fraction 0 to 1 */
  update(fraction: number, text: string): void;
  /** Takes it off the screen, until the next update. */
  hide(): void;
}

/** Milliseconds of work that need no bar. */
const patience = 700;

/** A progress bar on a terminal; on anything else nothing. */
export function createProgress(stream: OutputStream): ProgressBar {
  if (!stream.isTTY) return { update: () => undefined, hide: () => undefined };
  const started = performance.now();
  let bar: SingleBar | null = null;
  return {
    update(fraction, text) {
      if (performance.now() - started < patience) return;
      if (!bar) {
        bar = new SingleBar({
          stream: stream as NodeJS.WritableStream,
          format: '{bar} {percentage} %  {text}',
          barsize: 24,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          hideCursor: true,
          clearOnComplete: true,
          gracefulExit: false,
          fps: 12,
        });
        bar.start(1000, 0, { text });
      }
      bar.update(Math.round(fraction * 1000), { text });
    },
    hide() {
      bar?.stop();
      bar = null;
    },
  };
}
