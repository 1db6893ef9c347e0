import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Files that a visitor gave, told apart by what they are for. */
export interface GivenFiles {
  /** The first picture, or exact input as .npy; null where there is none. */
  readonly picture: File | null;
  /** A network and what belongs beside it; empty where there is none. */
  readonly model: readonly File[];
}

const isPicture = ({ name, type }: File): boolean => type.startsWith('image/') || /\.npy$/i.test(name);

/** Takes pictures and networks that are dropped on an element or pasted into it. */
export class FileController implements ReactiveController {
  /** Whether something hovers over the element that it would take. */
  isOver = false;
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly isWanted: () => boolean;
  private readonly take: (files: GivenFiles) => void;

  constructor(host: ReactiveControllerHost & HTMLElement, isWanted: () => boolean, take: (files: GivenFiles) => void) {
    this.host = host;
    this.isWanted = isWanted;
    this.take = take;
    host.addController(this);
  }

  hostConnected(): void {
    for (const [name, listener] of this.listeners) this.host.addEventListener(name, listener);
  }

  hostDisconnected(): void {
    for (const [name, listener] of this.listeners) this.host.removeEventListener(name, listener);
  }

  /** Takes files from a picker, or wherever else they come from. */
  give(files: Iterable<File>): void {
    const all = [...files];
    const isModel = all.some(({ name }) => /\.onnx$|\.json$/i.test(name));
    const pictures = all.filter(isPicture);
    const given = { picture: pictures[0] ?? null, model: isModel ? all.filter((file) => !isPicture(file)) : [] };
    if (given.picture || given.model.length > 0) this.take(given);
  }

  private over(isOver: boolean): void {
    if (this.isOver === isOver) return;
    this.isOver = isOver;
    this.host.requestUpdate();
  }

  private readonly listeners: readonly (readonly [string, (event: Event) => void])[] = [
    [
      'dragover',
      (event) => {
        if (!this.isWanted() || !(event as DragEvent).dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        this.over(true);
      },
    ],
    ['dragleave', () => this.over(false)],
    [
      'drop',
      (event) => {
        this.over(false);
        if (!this.isWanted()) return;
        event.preventDefault();
        this.give((event as DragEvent).dataTransfer?.files ?? []);
      },
    ],
    [
      'paste',
      (event) => {
        if (this.isWanted()) this.give((event as ClipboardEvent).clipboardData?.files ?? []);
      },
    ],
  ];
}
