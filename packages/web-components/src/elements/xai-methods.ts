import { XaiError, methodById, withoutBatch, writeNpy } from '@pellucid/core';
import type { DrawableMap, Recipe, RgbPixels } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Client } from '../client/client.js';
import type { ExplanationResult, PictureSource } from '../protocol.js';
import { canvasBlob } from '../drawing/canvas-blob.js';
import { coloringOf } from '../drawing/coloring.js';
import type { MapColoring } from '../drawing/coloring.js';
import { computeGallery } from '../gallery/compute-gallery.js';
import { galleryOf, galleryWords, parseMethods, wholeProgress } from '../gallery/gallery.js';
import type { GalleryProgress, MethodOutcome } from '../gallery/gallery.js';
import { Memo } from '../drawing/memo.js';
import { paintMap, paintSheet } from '../drawing/paint.js';
import { paintPicture } from '../drawing/paint-picture.js';
import { PaintQueue } from '../drawing/paint-queue.js';
import { copyPicture, readPicture } from '../settings/picture-source.js';
import { tileMap, tilePicture } from '../drawing/tile-pixels.js';
import { figureStyles } from '../styles/figure.styles.js';
import { tilesStyles } from '../styles/tiles.styles.js';
import { tokens } from '../styles/tokens.styles.js';
import { asXaiError } from '../transfer-errors.js';
import { commonLegend, commonLegendStyles } from '../gallery/common-legend.js';
import { facts, factsStyles } from '../views/facts.js';
import { legendStyles } from '../views/legend.js';
import { methodTile } from '../gallery/method-tile.js';
import type { MethodTile } from '../gallery/method-tile.js';
import { picker, pickerStyles } from '../views/picker.js';
import { predictions, predictionsStyles } from '../views/predictions.js';
import { workStatus, workStatusStyles } from '../views/work-status.js';
import { ExplainElement } from './explain-element.js';

/** A tile of which nothing is there yet. */
const fresh = { outcome: null, isStale: false, partial: null, progress: null } as const;

/**
 * A gallery of methods for one picture: small multiples that appear as they are done, the quick ones first. Every map has a
 * scale of its own, as methods have different units; `range` gives all of them one.
 *
 * @element xai-methods
 * @slot - An `<img>`, `<canvas>` or `<video>` (its current frame) to explain, in place of `src`
 * @fires {CustomEvent<readonly MethodOutcome[]>} xai-result - All methods are done: method, milliseconds, result or error of each
 * @fires {CustomEvent<GalleryProgress>} xai-progress - Where the work stands: methods done, the one under way and where it stands
 * @fires {CustomEvent<XaiError>} xai-error - Why there is no result at all; what fails in one method stands in its tile
 * @fires {CustomEvent<{ method: string }>} xai-select - A method was chosen
 * @csspart base - All of it
 * @csspart title - What is explained
 * @csspart subtitle - The files
 * @csspart tiles - The list of tiles
 * @csspart picture - The picture as the network sees it
 * @csspart entry - A method: its button and what is said of it
 * @csspart tile - The button of a method; its attribute `data-method` is the method's id
 * @csspart tile-error - Why a method has no map
 * @csspart legend - Colour bar, and where the scales end
 * @csspart predictions - The classes with the largest scores
 * @csspart status - Where the work stands
 * @csspart error - Why there is no result
 * @csspart facts - How the chosen map was made
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
export class XaiMethods extends ExplainElement<readonly MethodOutcome[]> {
  static override properties: PropertyDeclarations = {
    ...ExplainElement.properties,
    methods: { type: String },
    selected: { type: String, reflect: true },
    tiles: { state: true },
  };
  static override styles: CSSResultGroup = [
    tokens,
    figureStyles,
    tilesStyles,
    commonLegendStyles,
    factsStyles,
    legendStyles,
    pickerStyles,
    predictionsStyles,
    workStatusStyles,
  ];

  /** Ids with commas between them; null: all that suit the network. */
  declare methods: string | null;
  /** Id of the chosen method. */
  declare selected: string | null;
  /** In the order in which they are shown. */
  declare tiles: readonly MethodTile[];

  private readonly paintings = new PaintQueue((cause) => {
    this.paintError = asXaiError(cause);
  });
  /** What is computed for these settings, those that `methods` does not name at the moment too. */
  private readonly outcomes = new Map<string, MethodOutcome>();
  /** Of each tile's map. */
  private colorings: readonly (MapColoring | null)[] = [];
  private readonly colors = new Memo<DrawableMap, MapColoring>();
  /** What the network sees, in the size of a tile. */
  private seen: RgbPixels | null = null;
  /** Tells a run whether another one has begun. */
  private runs = 0;

  constructor() {
    super();
    this.methods = null;
    this.selected = null;
    this.tiles = [];
  }

  /** Computes all methods anew with the settings as they are; what runs is cancelled. */
  override async explain(): Promise<readonly MethodOutcome[]> {
    this.outcomes.clear();
    this.seen = null;
    return this.complete();
  }

  /** What reproduces the chosen result, or the first; null before there is one. */
  get recipe(): Recipe | null {
    return this.chosen()?.recipe ?? null;
  }

  /** The raw values of the chosen result, or the first, as a .npy file: [H,W] for maps, [C,H,W] for attributions of the input. */
  toNpy(): Uint8Array {
    const { data, shape } = withoutBatch(this.requireChosen().attribution.values);
    return writeNpy(data, shape);
  }

  /** The picture with the chosen map, or the first, as a file. */
  async toBlob(type = 'image/png'): Promise<Blob> {
    const chosen = this.requireChosen();
    const { drawable, seen } = chosen;
    const canvas = document.createElement('canvas');
    if (drawable) paintMap(canvas, drawable.map, seen, coloringOf(drawable, this), this.opacity);
    else paintSheet(canvas, chosen, this.colormap);
    return canvasBlob(canvas, type);
  }

  protected async compute(client: Client, signal: AbortSignal): Promise<readonly MethodOutcome[]> {
    const { outcomes, runs } = this;
    let picture: PictureSource | null = null;
    try {
      const methods = await this.methodsToShow(client, signal);
      const seen = await readPicture(this.picture(), this.src);
      picture = seen;
      this.show(methods);
      return await computeGallery({
        client,
        signal,
        methods,
        outcomes,
        // Frames of a film: all methods explain the same one.
        job: async (method) => this.job({ method }, await copyPicture(seen)),
        onProgress: (progress) => {
          this.change(progress.method, { progress: progress.within ?? 'begun' });
          this.onProgress(progress);
        },
        onPartial: (method, partial) => this.change(method, { partial }),
        onOutcome: (outcome) => {
          if (outcome.result?.seen) this.seen ??= tilePicture(outcome.result.seen);
          this.change(outcome.method, { ...fresh, outcome });
        },
      });
    } finally {
      if (picture?.kind === 'bitmap') picture.bitmap.close();
      // What was cancelled leaves no halves, unless another run goes on with them.
      if (runs === this.runs) this.tiles = this.tiles.filter(({ method }) => outcomes.has(method));
    }
  }

  private async methodsToShow(client: Client, signal: AbortSignal): Promise<string[]> {
    if (this.methods) return parseMethods(this.methods);
    const methods = galleryOf((await client.inspect(this.modelRequest(), signal)).methods);
    if (methods.length > 0) return methods;
    throw new XaiError('model-unsupported', 'None of the methods suits this network. `xai inspect` says why.');
  }

  /** Computes what is not there yet. */
  private async complete(): Promise<readonly MethodOutcome[]> {
    this.runs++;
    this.tiles = this.tiles.map((tile) => ({
      ...tile,
      partial: null,
      progress: null,
      isStale: !this.outcomes.has(tile.method),
    }));
    return super.explain();
  }

  /** Shows these methods with what there is of them, and what there was. */
  private show(methods: readonly string[]): void {
    this.tiles = methods.map((method) => {
      const outcome = this.outcomes.get(method) ?? null;
      const before = this.tiles.find((tile) => tile.method === method)?.outcome ?? null;
      return { ...fresh, method, outcome: outcome ?? before, isStale: !outcome && before !== null };
    });
  }

  private change(method: string, changes: Partial<MethodTile>): void {
    this.tiles = this.tiles.map((tile) => (tile.method === method ? { ...tile, ...changes } : tile));
  }

  private chosen(): ExplanationResult | null {
    const results = this.tiles.flatMap(({ outcome, isStale }) => (isStale ? [] : (outcome?.result ?? [])));
    return results.find(({ recipe }) => recipe.method === this.selected) ?? results[0] ?? null;
  }

  private requireChosen(): ExplanationResult {
    const chosen = this.chosen();
    if (chosen) return chosen;
    throw new XaiError('usage', 'There is no result yet. Wait for explain(), or the event xai-result.');
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    try {
      this.colorings = this.tiles.map((tile) => {
        const drawable = drawableOf(tile);
        return drawable && this.colors.of(drawable, `${this.colormap} ${this.range}`, () => coloringOf(drawable, this));
      });
      if (['tiles', 'opacity', 'colormap', 'range'].some((name) => changed.has(name))) this.paintError = null;
    } catch (cause) {
      this.colorings = [];
      this.paintError = asXaiError(cause);
    }
  }

  protected override updated(changed: PropertyValues): void {
    this.paint();
    super.updated(changed);
    if (!changed.has('methods') || this.manual || this.changesResult(changed.keys())) return;
    void this.updateComplete.then(() => {
      if (this.isConnected) this.complete().catch(() => undefined);
    });
  }

  private paint(): void {
    const { opacity, seen } = this;
    const canvasOf = (selector: string): HTMLCanvasElement | null =>
      this.renderRoot.querySelector<HTMLCanvasElement>(`${selector} canvas`);
    const shown = canvasOf('.picture');
    if (seen && shown) this.paintings.want(shown, [seen], () => paintPicture(shown, seen));
    this.tiles.forEach((tile, i) => {
      const drawable = drawableOf(tile);
      const coloring = this.colorings[i];
      const canvas = canvasOf(`[data-method='${tile.method}']`);
      // A map of before stays as it is: its picture may be another one.
      if (!canvas || (tile.isStale && !tile.partial)) return;
      const result = tile.outcome?.result;
      if (!drawable && result)
        this.paintings.want(canvas, [result, this.colormap], () => paintSheet(canvas, result, this.colormap));
      if (!drawable || !coloring) return;
      this.paintings.want(canvas, [drawable, coloring, seen, opacity], () =>
        paintMap(canvas, tileMap(drawable.map), seen, coloring, opacity),
      );
    });
  }

  protected override render(): TemplateResult {
    const { status, colorings } = this;
    const progress = this.progress as GalleryProgress | null;
    const state = {
      status,
      progress: progress && wholeProgress(progress),
      words: progress && galleryWords(progress),
      error: this.error ?? this.paintError,
    };
    const chosen = this.chosen();
    const current = colorings.flatMap((coloring, i) => (coloring && !this.tiles[i]!.isStale ? [coloring] : []));
    return html`
      <figure class=${this.files.isOver ? 'base over' : 'base'} part="base">
        <figcaption>
          <p class="title" part="title">${chosen?.title}</p>
          <p class="subtitle" part="subtitle">${chosen?.subtitle.at(-1)}</p>
        </figcaption>
        ${workStatus(state, this.cancelByHand)} ${commonLegend(current, Boolean(this.range))} ${this.list()}
        ${chosen ? predictions(chosen.top) : nothing} ${this.noDrop ? nothing : picker(this.files)}
        ${chosen ? facts(chosen.recipe, `How ${methodById(chosen.recipe.method).title} was made`) : nothing}
      </figure>
      <slot hidden @slotchange=${() => this.lookAgain()}></slot>
    `;
  }

  private list(): TemplateResult | typeof nothing {
    if (this.tiles.length === 0) return nothing;
    const entry = (tile: MethodTile, i: number): TemplateResult =>
      methodTile({ tile, coloring: this.colorings[i] ?? null, isSelected: tile.method === this.selected }, () =>
        this.select(tile.method),
      );
    return html`
      <ul class="tiles" part="tiles" role="list" aria-label="Maps by method">
        <li class="entry picture" part="picture">
          <div class="tile">
            <canvas width="1" height="1" aria-hidden="true"></canvas>
            <span class="name">Picture</span>
          </div>
          <div class="facts">as the network sees it</div>
        </li>
        ${repeat(this.tiles, ({ method }) => method, entry)}
      </ul>
    `;
  }

  private select(method: string): void {
    this.selected = method;
    this.send('xai-select', { method });
  }
}

/** The map that a tile shows. */
function drawableOf({ partial, outcome }: MethodTile): DrawableMap | null {
  return partial ?? outcome?.result?.drawable ?? null;
}
