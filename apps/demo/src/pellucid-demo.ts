import { XaiError } from '@pellucid/core';
import { openClient, readModelRequest } from '@pellucid/web-components';
import type { Client, ModelRequest, NetworkFacts } from '@pellucid/web-components';
import { LitElement } from 'lit';
import type { PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import type { Demo } from './demo.js';
import { hasNetwork } from './demo.js';
import { droppedFiles } from './files/dropped-files.js';
import type { VisitorFiles } from './files/visitor-files.js';
import { modelName, noFiles, sortFiles } from './files/visitor-files.js';
import { address } from './state/history.js';
import type { DemoState } from './state/state.js';
import { frame, wide } from './views/frame.js';

/** What of the state decides which network is loaded, and how. */
const ofNetwork = ['net', 'engine', 'preprocessing', 'labels'] as const satisfies (keyof DemoState)[];

/**
 * The demo: what is on screen as a state that the address holds, the visitor's files, and what is known of the network.
 *
 * @element pellucid-demo
 */
export class PellucidDemo extends LitElement implements Demo {
  static override properties: PropertyDeclarations = {
    state: { state: true },
    files: { state: true },
    facts: { state: true },
    message: { state: true },
    isOver: { state: true },
  };

  declare state: DemoState;
  declare files: VisitorFiles;
  declare facts: NetworkFacts | null;
  declare message: string;
  /** Whether files hover over the page. */
  declare isOver: boolean;

  /** Keeps the network loaded from one view to the next. */
  private client: Client | null = null;
  private asking: AbortController | null = null;

  constructor() {
    super();
    this.state = address.read();
    this.files = noFiles;
    this.facts = null;
    this.message = '';
    this.isOver = false;
  }

  /** In the page's own tree, with its style sheets. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  set(changes: Partial<DemoState>, step?: 'replace'): void {
    const next = { ...this.state, ...changes };
    // The other side belongs to one kind of difference.
    this.state = changes.compare === undefined ? next : { ...next, other: '' };
    this.message = '';
    address.write(this.state, step ?? 'push');
  }

  take(given: readonly File[]): void {
    const { picture, model } = sortFiles(given);
    if (!picture && model.length === 0) {
      const names = given.map(({ name }) => name).join(', ');
      this.say(`Expected a picture, an .onnx file, or a model.json with its weights, but got ${names || 'nothing'}.`);
      return;
    }
    this.files = { picture: picture ?? this.files.picture, model: model.length > 0 ? model : this.files.model };
    this.set({
      ...(picture && { picture: picture.name }),
      ...(model.length > 0 && {
        net: 'own' as const,
        file: modelName(model),
        // What suited another network need not suit this one.
        ...(this.state.file !== modelName(model) && { layer: '', target: 'top', preprocessing: {}, labels: '' }),
      }),
    });
  }

  say(message: string): void {
    this.message = message;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.client = openClient();
    for (const [name, listener] of this.listeners) addEventListener(name, listener);
    wide.addEventListener('change', this.resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const [name, listener] of this.listeners) removeEventListener(name, listener);
    wide.removeEventListener('change', this.resized);
    this.client?.close();
    this.client = null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('state');
    const isOther = before === undefined || ofNetwork.some((name) => before[name] !== this.state[name]);
    if (!changed.has('files') && !(changed.has('state') && isOther)) return;
    this.asking?.abort();
    // Behind what the elements have asked for, so that the picture comes first.
    setTimeout(() => void this.ask(), 0);
  }

  /** Asks what is in the network. Errors are said beside the picture, which has the same. */
  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    if (!hasNetwork(this)) {
      this.facts = null;
      return;
    }
    try {
      const facts = await this.client!.inspect(this.request(), asking.signal);
      if (!asking.signal.aborted) this.facts = facts;
    } catch (cause) {
      if (!(cause instanceof XaiError)) throw cause;
      if (!asking.signal.aborted) this.facts = null;
    }
  }

  private request(): ModelRequest {
    const { net, engine, preprocessing, labels } = this.state;
    const isOwn = net === 'own';
    return readModelRequest(
      {
        model: null,
        modelFiles: isOwn ? this.files.model : null,
        backend: net === 'tfjs' ? 'tfjs' : 'auto',
        engine,
        labels: isOwn ? labels : null,
      },
      (option) => (isOwn ? preprocessing[option] : undefined),
    );
  }

  private readonly resized = (): void => this.requestUpdate();

  private readonly listeners: readonly (readonly [string, (event: Event) => void])[] = [
    ['popstate', () => (this.state = address.read())],
    [
      'dragover',
      (event) => {
        if (!(event as DragEvent).dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        this.isOver = true;
      },
    ],
    [
      'dragleave',
      (event) => {
        // Out of the window, not from one part of the page to another.
        if ((event as DragEvent).relatedTarget === null) this.isOver = false;
      },
    ],
    [
      'drop',
      (event) => {
        this.isOver = false;
        const { dataTransfer } = event as DragEvent;
        if (!dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        droppedFiles(dataTransfer).then(
          (files) => this.take(files),
          (cause: unknown) => this.say(`What was dropped cannot be read: ${(cause as Error).message}`),
        );
      },
    ],
    [
      'paste',
      (event) => {
        const files = [...((event as ClipboardEvent).clipboardData?.files ?? [])];
        if (files.length > 0) this.take(files);
      },
    ],
  ];

  protected override render(): TemplateResult {
    return frame(this, this.isOver);
  }
}
