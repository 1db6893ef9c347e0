/** Parts of the width that a key moves by; with Shift, small ones. */
const stride = 0.1;
const smallStride = 0.01;

/**
 * Where a key moves a divider: the arrows by a tenth of the width (with Shift a hundredth), Home and End to the ends.
 *
 * @param position 0 to 1
 * @returns null for other keys
 */
export function movedByKey(key: string, isSmall: boolean, position: number): number | null {
  const step = isSmall ? smallStride : stride;
  if (key === 'Home') return 0;
  if (key === 'End') return 1;
  if (key === 'ArrowRight' || key === 'ArrowUp') return within(position + step);
  if (key === 'ArrowLeft' || key === 'ArrowDown') return within(position - step);
  return null;
}

/** A position that is one: 0 to 1, without what is left over from adding parts; the middle for what is no number. */
export function within(position: number): number {
  return Number.isFinite(position) ? Math.min(1, Math.max(0, Math.round(position * 1e4) / 1e4)) : 0.5;
}

/** What a divider's position is kept in. */
interface Positioned {
  position: number;
}

/** Moves a divider by pointer and keyboard. Its parent is what it divides. */
export class DividerController {
  private readonly host: Positioned;
  /** From the pointer to the divider when it was taken, in parts of the width; null while it is let go. */
  private grip: number | null = null;

  constructor(host: Positioned) {
    this.host = host;
  }

  readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const divider = event.currentTarget as HTMLElement;
    divider.setPointerCapture(event.pointerId);
    this.grip = within(this.host.position) - partOf(event);
  };

  readonly onMove = (event: PointerEvent): void => {
    if (this.grip !== null) this.host.position = within(partOf(event) + this.grip);
  };

  /** For the end of a drag, however it comes. */
  readonly onLost = (): void => {
    this.grip = null;
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const moved = movedByKey(event.key, event.shiftKey, within(this.host.position));
    if (moved === null) return;
    event.preventDefault();
    this.host.position = moved;
  };
}

/** Where a pointer is, in parts of the width of what the divider divides. */
function partOf(event: PointerEvent): number {
  const { left, width } = (event.currentTarget as HTMLElement).parentElement!.getBoundingClientRect();
  return (event.clientX - left) / width;
}
