import { XaiError, formatNumber, formatTarget, parseChoice, withoutBatch, writeNpy } from '@pellucid/core';
import type { MapTensor, Recipe } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Client } from '../client/client.js';
import { ProbeController } from '../controllers/probe-controller.js';
import { modelKey } from '../protocol.js';
import type { ExplanationResult, NetworkFacts } from '../protocol.js';
import { canvasBlob } from '../drawing/canvas-blob.js';
import {
  channelMap,
  channelsOf,
  channelsWords,
  defaultLayer,
  shownChannels,
  shownLayers,
} from '../channels/channels.js';
import type { Channels } from '../channels/channels.js';
import { ownColoring, sharedColoring } from '../channels/channel-coloring.js';
import type { MapColoring } from '../drawing/coloring.js';
import { paintMap, paintSheet } from '../drawing/paint.js';
import { PaintQueue } from '../drawing/paint-queue.js';
import { tileMap } from '../drawing/tile-pixels.js';
import { figureStyles } from '../styles/figure.styles.js';
import { tilesStyles } from '../styles/tiles.styles.js';
import { tokens } from '../styles/tokens.styles.js';
import { asXaiError } from '../transfer-errors.js';
import { channelPanel, channelPanelStyles } from '../channels/channel-panel.js';
import { channelBar, channelBarStyles, channelTile } from '../channels/channel-tile.js';
import type { ChannelState } from '../channels/channel-tile.js';
import { copyTextStyles } from '../views/copy-text.js';
import { crosshairStyles } from '../views/crosshair.js';
import { facts, factsStyles } from '../views/facts.js';
import { layerControls } from '../channels/layer-controls.js';
import { colorBar, legend, legendStyles } from '../views/legend.js';
import { picker, pickerStyles } from '../views/picker.js';
import { workStatus, workStatusStyles } from '../views/work-status.js';
import { ExplainElement } from './explain-element.js';
import { activationsStyles } from './xai-activations.styles.js';

/** Settings that say what of an output is explained; a layer's values depend on none of them. */
const aims = ['method', 'target', 'of', 'region'];

/** Channels that are shown at first, and that "Show more" adds. */
const page = 36;

/**
 * What a layer computed for a picture: its channels, the strongest first. A channel that is chosen is shown over the picture,
 * with the target text by which any method explains it. Vectors are shown as bars.
 *
 * @element xai-activations
 * @slot - An `<img>`, `<canvas>` or `<video>` (its current frame) to look at, in place of `src`
 * @fires {CustomEvent<ExplanationResult>} xai-result - The activation of the layer, all channels
 * @fires {CustomEvent<Progress>} xai-progress - Where the work stands: done, total, unit
 * @fires {CustomEvent<XaiError>} xai-error - Why there is no result: code and message
 * @fires {CustomEvent<{ layer: string, channel: number }>} xai-select - A channel was chosen
 * @csspart base - All of it
 * @csspart layer - The chooser of the layer
 * @csspart scaling - The box that gives each channel its own scale
 * @csspart legend - Colour bar and numbers
 * @csspart tiles - The list of channels
 * @csspart tile - The button of a channel; its attribute `data-channel` is the index
 * @csspart panel - The chosen channel
 * @csspart map - The picture with the chosen channel
 * @csspart title - Name of the chosen channel
 * @csspart value - The value under the pointer
 * @csspart target - The chosen channel as a target
 * @csspart copy - The button that copies the target
 * @csspart more - The button that shows more channels
 * @csspart status - Where the work stands
 * @csspart error - Why there is no result
 * @csspart facts - How it was made
 * @cssprop --xai-text - Colour of text
 * @cssprop --xai-muted - Colour of less important text
 * @cssprop --xai-surface - Colour behind all
 * @cssprop --xai-raised - Colour of buttons and tracks
 * @cssprop --xai-line - Colour of borders
 * @cssprop --xai-accent - Colour of focus, of what is chosen, and of bars
 * @cssprop --xai-danger - Colour of errors
 * @cssprop --xai-radius - Radius of corners
 * @cssprop --xai-gap - Space between the parts
 * @cssprop --xai-font - Font, as the shorthand
 * @cssprop --xai-image-rendering - How the picture is scaled, as `image-rendering`
 */
export class XaiActivations extends ExplainElement<ExplanationResult> {
  static override properties: PropertyDeclarations = {
    ...ExplainElement.properties,
    layer: { type: String, reflect: true },
    count: { type: Number },
    scaling: { type: String, reflect: true },
    channel: { type: Number },
    network: { state: true },
    said: { state: true },
  };
  static override styles: CSSResultGroup = [
    tokens,
    figureStyles,
    tilesStyles,
    channelBarStyles,
    channelPanelStyles,
    copyTextStyles,
    crosshairStyles,
    factsStyles,
    legendStyles,
    pickerStyles,
    workStatusStyles,
    activationsStyles,
  ];

  /** How many channels are shown. */
  declare count: number;
  /** `shared`: one scale for all channels, quiet ones look quiet. `per-map`: each channel fills its own. */
  declare scaling: string;
  /** The chosen channel; null: the strongest. */
  declare channel: number | null;
  /** What is known of the network; null until it is loaded. */
  declare network: NetworkFacts | null;
  /** What came of copying. */
  declare said: string;

  private readonly probe = new ProbeController(this, () => this.chosenMap());
  private readonly paintings = new PaintQueue((cause) => {
    this.paintError = asXaiError(cause);
  });
  private parts: Channels | null = null;
  /** The colours of all channels; of each alone where `scaling` asks for that, when it is painted. */
  private coloring: MapColoring | null = null;
  /** The network that `network` tells of. */
  private networkKey: string | null = null;

  constructor() {
    super();
    this.count = page;
    this.scaling = 'shared';
    this.channel = null;
    this.network = null;
    this.said = '';
  }

  /** What reproduces the result, as plain JSON; null before there is one. */
  get recipe(): Recipe | null {
    return this.result?.recipe ?? null;
  }

  /** The raw values of all channels as a .npy file: [C,H,W], or [C]. */
  toNpy(): Uint8Array {
    const { data, shape } = withoutBatch(this.requireResult().attribution.values);
    return writeNpy(data, shape);
  }

  /** A sheet of the strongest channels, or a chart of bars, as a file. */
  async toBlob(type = 'image/png'): Promise<Blob> {
    const canvas = document.createElement('canvas');
    paintSheet(canvas, this.requireResult(), this.colormap);
    return canvasBlob(canvas, type);
  }

  protected override changesResult(changed: Iterable<PropertyKey>): boolean {
    return super.changesResult([...changed].filter((name) => !aims.includes(String(name))));
  }

  protected async compute(client: Client, signal: AbortSignal): Promise<ExplanationResult> {
    const request = this.modelRequest();
    const key = modelKey(request);
    if (!this.network || key !== this.networkKey) {
      this.network = await client.inspect(request, signal);
      this.networkKey = key;
    }
    const layer = this.layer ?? defaultLayer(this.network);
    return client.explain(await this.job({ method: 'activations', layer }), { signal, onProgress: this.onProgress });
  }

  private requireResult(): ExplanationResult {
    if (this.result) return this.result;
    throw new XaiError('usage', 'There is no result yet. Wait for explain(), or the event xai-result.');
  }

  private layerName(): string {
    return this.result?.attribution.layer?.name ?? '';
  }

  /** The channel on show: the chosen one where there is such a one, else the strongest. */
  private chosen(): number | null {
    const order = this.parts?.order ?? [];
    return this.channel !== null && order.includes(this.channel) ? this.channel : (order[0] ?? null);
  }

  private chosenMap(): MapTensor | null {
    const chosen = this.chosen();
    return this.parts && chosen !== null && this.parts.kind !== 'vector' ? channelMap(this.parts, chosen) : null;
  }

  /** Whether each channel has a scale of its own; a fixed range is for all. */
  private isPerMap(): boolean {
    return this.scaling === 'per-map' && !this.range;
  }

  /** The colours of one channel. */
  private coloringFor({ map, shared }: { map: MapTensor; shared: MapColoring }): MapColoring {
    if (!this.isPerMap()) return shared;
    return ownColoring(map, shared);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!['result', 'scaling', 'colormap', 'range', 'opacity'].some((name) => changed.has(name))) return;
    const { result } = this;
    this.paintError = null;
    try {
      parseChoice(this.scaling, 'scaling', ['shared', 'per-map']);
      if (changed.has('result')) this.parts = result && channelsOf(result.attribution);
      this.coloring = this.parts && sharedColoring(this.parts, this);
    } catch (cause) {
      this.coloring = null;
      this.paintError = asXaiError(cause);
    }
  }

  protected override updated(changed: PropertyValues): void {
    this.paint();
    super.updated(changed);
  }

  private paint(): void {
    const { parts: channels, coloring: shared, scaling, opacity } = this;
    const seen = this.result?.seen ?? null;
    if (!channels || !shared || channels.kind === 'vector') return;
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('[data-channel] canvas')) {
      const channel = Number(canvas.closest<HTMLElement>('[data-channel]')!.dataset['channel']);
      this.paintings.want(canvas, [channels, channel, shared, scaling], () => {
        const map = channelMap(channels, channel);
        paintMap(canvas, tileMap(map), null, this.coloringFor({ map, shared }), null);
      });
    }
    const map = this.chosenMap();
    const stage = this.renderRoot.querySelector<HTMLCanvasElement>('.stage canvas');
    if (!map || !stage) return;
    this.paintings.want(stage, [channels, this.chosen(), shared, scaling, seen, opacity], () =>
      paintMap(stage, map, seen, this.coloringFor({ map, shared }), opacity),
    );
  }

  protected override render(): TemplateResult {
    const { result, status, parts: channels, network } = this;
    const layers = network ? shownLayers(network) : [];
    const error = this.error ?? this.paintError;
    return html`
      <figure class=${this.files.isOver ? 'base over' : 'base'} part="base">
        ${layerControls(
          {
            layers,
            layer: layers.find(({ name }) => name === this.layer)?.name ?? this.layerName(),
            isPerMap: channels?.kind === 'maps' && !this.range ? this.scaling === 'per-map' : null,
          },
          {
            chooseLayer: (name) => {
              this.channel = null;
              this.layer = name;
            },
            scaleEach: (isPerMap) => {
              this.scaling = isPerMap ? 'per-map' : 'shared';
            },
          },
        )}
        ${workStatus({ status, progress: this.progress, error }, this.cancelByHand)}
        ${channels && result ? html`<figcaption class="subtitle">${result.title}: ${channelsWords(channels)}. ${result.subtitle.at(-1)}</figcaption>` : nothing}
        ${this.legends()} ${channels ? this.tiles(channels) : nothing} ${this.noDrop ? nothing : picker(this.files)}
        ${result ? facts(result.recipe) : nothing}
      </figure>
      <slot hidden @slotchange=${() => this.lookAgain()}></slot>
    `;
  }

  private legends(): TemplateResult | typeof nothing {
    const { parts: channels, coloring } = this;
    if (!channels || !coloring || channels.kind === 'vector') return nothing;
    if (channels.kind === 'maps' && this.isPerMap()) {
      const marks = coloring.colormap.kind === 'diverging' ? ['−peak', '0', '+peak'] : ['0', 'its peak'];
      return colorBar(coloring.colormap, marks, 'activation; each channel on its own scale, up to its peak');
    }
    return legend(
      coloring.colormap,
      coloring.record,
      `activation; one scale for all ${channels.peaks.length} channels`,
    );
  }

  private tiles(channels: Channels): TemplateResult {
    const { kind, order, peaks, record } = channels;
    const chosen = this.chosen();
    const shown = shownChannels(channels, this.count, chosen);
    const isVector = kind === 'vector';
    const labels = this.labelsOf(channels);
    const item = (channel: number): TemplateResult => {
      const state: ChannelState = {
        channel,
        peak: peaks[channel]!,
        label: labels?.[channel] ?? null,
        isSelected: channel === chosen,
      };
      const select = (): void => this.select(channel);
      return html`<li>${isVector ? channelBar(state, record.scale, select) : channelTile(state, select)}</li>`;
    };
    // The panel follows its tile, and lies below the row that this one is in.
    const items = shown.flatMap((channel) => (channel === chosen ? [channel, 'panel' as const] : [channel]));
    const classes = [isVector ? 'bars' : 'tiles', this.status === 'computing' ? 'stale' : ''];
    return html`
      <ul class=${classes.join(' ')} part="tiles" role="list" aria-label="Channels, strongest first">
        ${repeat(
          items,
          (each) => each,
          (each) => (each === 'panel' ? this.panel(channels, chosen!) : item(each)),
        )}
      </ul>
      ${
        shown.length < order.length
          ? html`
              <div class="tools">
                <button type="button" part="more" @click=${() => void this.showMore(shown.length)}>
                  Show more (${shown.length} of ${order.length})
                </button>
              </div>
            `
          : nothing
      }
    `;
  }

  /** Names of the values where they are the network's scores. */
  private labelsOf({ kind, peaks }: Channels): readonly string[] | null {
    const labels = this.result?.labels ?? null;
    const isOutput = this.network?.outputs.some(({ name }) => name === this.layerName()) ?? false;
    return kind === 'vector' && isOutput && labels?.length === peaks.length ? labels : null;
  }

  private panel({ kind, peaks }: Channels, channel: number): TemplateResult {
    const map = this.chosenMap();
    const { coloring: shared, said, probe } = this;
    const layer = this.layerName();
    const isOwn = map && shared && kind === 'maps' && this.isPerMap();
    const state = {
      name: kind === 'sequence' ? layer : `Channel ${channel} of ${layer}`,
      strength: `${kind === 'vector' ? 'value' : 'peak'} ${formatNumber(peaks[channel]!)}`,
      map,
      probe,
      own: isOwn ? this.coloringFor({ map, shared }) : null,
      target: kind === 'sequence' ? null : formatTarget({ layer, channel }),
      said,
    };
    return channelPanel(state, (target) => void this.copy(target));
  }

  private select(channel: number): void {
    this.channel = channel;
    this.said = '';
    this.send('xai-select', { layer: this.layerName(), channel });
  }

  private async showMore(shown: number): Promise<void> {
    this.count = shown + page;
    await this.updateComplete;
    // The button may be gone, and with it the focus.
    this.renderRoot.querySelectorAll<HTMLElement>('[data-channel]')[shown]?.focus();
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = 'Copied.';
    } catch {
      this.said = 'This page may not copy: select the text.';
    }
  }
}
