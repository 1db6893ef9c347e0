import { XaiError } from '@pellucid/core';
import type { Progress } from '@pellucid/core';
import type { PropertyDeclarations, PropertyValues } from 'lit';
import { openClient } from '../client/client.js';
import type { Client } from '../client/client.js';
import { FileController } from '../controllers/file-controller.js';
import type { PictureLike } from '../settings/picture-source.js';
import { asXaiError } from '../transfer-errors.js';
import { SettingsElement } from './settings-element.js';

/** Where an element stands. */
export type Status = 'idle' | 'computing' | 'done' | 'error';

const pictureTags = 'img, canvas, video';

/**
 * An element that computes something by itself when its settings change, shows where that stands, and can be cancelled.
 * `Result` is what `explain()` resolves to.
 */
export abstract class ExplainElement<Result> extends SettingsElement {
  static override properties: PropertyDeclarations = {
    ...SettingsElement.properties,
    manual: { type: Boolean },
    noDrop: { type: Boolean, attribute: 'no-drop' },
    status: { state: true },
    progress: { state: true },
    error: { state: true },
    result: { state: true },
    paintError: { state: true },
  };

  /** Computes only when `explain()` is called. */
  declare manual: boolean;
  /** Takes no dropped, pasted or picked files. */
  declare noDrop: boolean;
  declare status: Status;
  /** Of the running computation; null while its network is loaded. */
  declare progress: Progress | null;
  /** Why there is no result; null where all is well. */
  declare error: XaiError | null;
  /** The finished result; that of before while another is computed. */
  declare result: Result | null;
  /** Why the result cannot be drawn as asked. */
  declare protected paintError: XaiError | null;

  /** Files that a visitor gives. */
  protected readonly files = new FileController(
    this,
    () => !this.noDrop,
    ({ picture, model }) => {
      if (model.length > 0) {
        // Its layers have other names.
        this.layer = null;
        this.modelFiles = model;
      }
      if (picture) this.source = picture;
    },
  );
  /** Networks that it needs at a time. */
  protected readonly networks: number = 1;
  private client: Client | null = null;
  private running: AbortController | null = null;
  /** Computations that were begun. */
  private starts = 0;
  /** Whether one waits for the pending update. */
  private isReading = false;
  /** What the last computation found in the slot, and the file that it showed. */
  private slotted: Element | null = null;
  private slottedFile: string | null = null;

  constructor() {
    super();
    // A slotted <img> that shows another file; `load` does not bubble.
    this.addEventListener('load', () => this.lookAgain(), { capture: true });
    this.manual = false;
    this.noDrop = false;
    this.status = 'idle';
    this.progress = null;
    this.error = null;
    this.result = null;
    this.paintError = null;
  }

  /** Computes anew with the settings as they are; what runs is cancelled. */
  async explain(): Promise<Result> {
    this.cancel();
    const controller = new AbortController();
    const { signal } = controller;
    this.running = controller;
    this.status = 'computing';
    this.progress = null;
    this.error = null;
    this.starts++;
    try {
      this.isReading = true;
      await this.updateComplete;
      this.isReading = false;
      this.client ??= openClient(this.networks);
      const result = await this.compute(this.client, signal);
      if (signal.aborted) throw new XaiError('aborted', 'It was cancelled.');
      this.result = result;
      this.settle(controller, 'done');
      this.send('xai-result', result);
      return result;
    } catch (cause) {
      const error = asXaiError(cause);
      if (error.code === 'aborted') this.settle(controller, this.result ? 'done' : 'idle');
      else this.fail(controller, error);
      throw error;
    }
  }

  /** Ends what is computed; `explain()` rejects with the code `aborted`. */
  cancel(): void {
    this.running?.abort();
  }

  /** The button's way to cancel: it goes with the work, and leaves the focus to what is shown. */
  protected readonly cancelByHand = (): void => {
    this.cancel();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[part~="map"], [part~="tile"]')?.focus(),
    );
  };

  /** The computation itself. */
  protected abstract compute(client: Client, signal: AbortSignal): Promise<Result>;

  /** To be handed to the client: shows where the work stands, and tells the page. */
  protected readonly onProgress = (progress: Progress): void => {
    this.progress = progress;
    this.send('xai-progress', progress);
  };

  protected send(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** The property `source`, or what was put into the element. */
  protected override picture(): PictureLike | null {
    const slotted = this.querySelector<HTMLImageElement | HTMLCanvasElement | HTMLVideoElement>(pictureTags);
    this.slotted = slotted;
    this.slottedFile = fileOf(slotted);
    return this.source ?? slotted;
  }

  /** To be called when the content of the slot may have changed. */
  protected lookAgain(): void {
    const slotted = this.querySelector(pictureTags);
    if (slotted !== this.slotted || fileOf(slotted) !== this.slottedFile) this.requestUpdate('source', {});
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // It was taken out and put back elsewhere: what it held is gone.
    if (this.hasUpdated && this.status === 'idle') this.requestUpdate('options', {});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move within the page takes an element out and puts it back at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.cancel();
      this.client?.close();
      this.client = null;
    });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // A computation that waits for this update reads the settings that it brings.
    if (this.manual || this.isReading || !this.changesResult(changed.keys())) return;
    const { starts } = this;
    // Once the update is over, as what it shows changes anew; unless the page has asked by itself meanwhile.
    void this.updateComplete.then(() => {
      if (this.isConnected && this.starts === starts) this.explain().catch(() => undefined);
    });
  }

  private settle(controller: AbortController, status: Status): void {
    // Another computation may have begun.
    if (this.running !== controller) return;
    this.running = null;
    this.progress = null;
    this.status = status;
  }

  private fail(controller: AbortController, error: XaiError): void {
    if (this.running === controller) this.error = error;
    this.settle(controller, 'error');
    this.send('xai-error', error);
  }
}

function fileOf(element: Element | null): string | null {
  return element instanceof HTMLImageElement ? element.currentSrc || element.src : null;
}
