import type { MapTensor } from '@pellucid/core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A cell of a map, column and row from the upper left. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Parts of a side that a key moves by; with Shift, a single cell. */
const stride = 1 / 16;

/**
 * Reads values of a map under the pointer, and, with the keyboard, at a cell that arrow keys move (Shift for single cells,
 * Home for the strongest, Escape to leave).
 */
export class ProbeController implements ReactiveController {
  /** What is looked at; null for nothing. */
  cell: Cell | null = null;
  private readonly host: ReactiveControllerHost;
  private readonly map: () => MapTensor | null;

  /** @param map what is on show at the moment */
  constructor(host: ReactiveControllerHost, map: () => MapTensor | null) {
    this.host = host;
    this.map = map;
    host.addController(this);
  }

  hostConnected(): void {
    this.cell = null;
  }

  /** The value at the cell that is looked at. */
  value(): number | null {
    const map = this.map();
    const { cell } = this;
    if (!map || !cell) return null;
    const [height = 0, width = 0] = map.shape;
    return cell.x < width && cell.y < height ? map.data[cell.y * width + cell.x]! : null;
  }

  readonly onPointer = (event: PointerEvent): void => {
    const map = this.map();
    if (!map) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const [height = 1, width = 1] = map.shape;
    this.look({
      x: clamp(Math.floor(((event.clientX - box.left) / box.width) * width), width),
      y: clamp(Math.floor(((event.clientY - box.top) / box.height) * height), height),
    });
  };

  readonly leave = (): void => {
    this.look(null);
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const map = this.map();
    if (!map) return;
    const [height = 1, width = 1] = map.shape;
    const { x, y } = this.cell ?? strongest(map);
    const step = steps[event.key];
    if (event.key === 'Escape') this.look(null);
    else if (event.key === 'Home') this.look(strongest(map));
    else if (step) {
      const by = (side: number): number => (event.shiftKey ? 1 : Math.max(1, Math.round(side * stride)));
      const moved = { x: clamp(x + step[0] * by(width), width), y: clamp(y + step[1] * by(height), height) };
      // The first key shows where it is strongest.
      this.look(this.cell ? moved : { x, y });
    } else return;
    event.preventDefault();
  };

  private look(cell: Cell | null): void {
    this.cell = cell;
    this.host.requestUpdate();
  }
}

function clamp(value: number, side: number): number {
  return Math.min(side - 1, Math.max(0, value));
}

function strongest({ data, shape }: MapTensor): Cell {
  const [, width = 1] = shape;
  let at = 0;
  for (let i = 1; i < data.length; i++) if (Math.abs(data[i]!) > Math.abs(data[at]!)) at = i;
  return { x: at % width, y: Math.floor(at / width) };
}
