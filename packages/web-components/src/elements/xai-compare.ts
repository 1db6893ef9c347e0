import { XaiError } from '@pellucid/core';
import type { DrawableMap, MapTensor } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import type { Client } from '../client/client.js';
import { DividerController, within } from '../compare/divider-controller.js';
import { ProbeController } from '../controllers/probe-controller.js';
import type { ExplainJob } from '../protocol.js';
import { bothHalves } from '../compare/both-halves.js';
import { canvasBlob } from '../drawing/canvas-blob.js';
import { comparedAs, comparedValues, comparisonError } from '../compare/comparison.js';
import type { ComparisonRecipe, ComparisonResult, Side, Sides } from '../compare/comparison.js';
import { npyOf } from './npy-of.js';
import { changesOfOther } from '../compare/other-side.js';
import type { SideSettings } from '../compare/other-side.js';
import { PaintQueue } from '../drawing/paint-queue.js';
import { paintSide } from '../compare/paint-side.js';
import type { SideDrawing } from '../compare/paint-side.js';
import { pairColoring } from '../compare/pair-coloring.js';
import type { PairColoring } from '../compare/pair-coloring.js';
import { sideNames } from '../compare/side-names.js';
import { figureStyles } from '../styles/figure.styles.js';
import { tokens } from '../styles/tokens.styles.js';
import { asXaiError } from '../transfer-errors.js';
import { crosshair, crosshairStyles } from '../views/crosshair.js';
import { divider, dividerStyles } from '../compare/divider.js';
import { facts, factsStyles } from '../views/facts.js';
import { legendStyles } from '../views/legend.js';
import { pairLegend } from '../compare/pair-legend.js';
import { pairPredictions } from '../compare/pair-predictions.js';
import { pairTitle } from '../compare/pair-title.js';
import { pairValues } from '../compare/pair-values.js';
import { picker, pickerStyles } from '../views/picker.js';
import { predictionsStyles } from '../views/predictions.js';
import { similarityStyles, similarityView } from '../compare/similarity.js';
import { workStatus, workStatusStyles } from '../views/work-status.js';
import { ExplainElement } from './explain-element.js';
import { compareStyles } from './xai-compare.styles.js';

/** Settings of the second explanation, which compute it anew. */
const computedOfOther = {
  methodB: { type: String, attribute: 'method-b' },
  modelB: { type: String, attribute: 'model-b' },
  backendB: { type: String, attribute: 'backend-b' },
  engineB: { type: String, attribute: 'engine-b' },
  targetB: { type: String, attribute: 'target-b' },
  layerB: { type: String, attribute: 'layer-b' },
  modelFilesB: { attribute: false },
} satisfies PropertyDeclarations;

/** Properties that the maps are drawn from. */
const drawnFrom = ['sides', 'opacity', 'colormap', 'range'];
const missing: Side = { result: null, error: null };
const noSides: Sides = { a: missing, b: missing };

/**
 * Two explanations of one picture, of different methods, networks, runtimes or targets: one to the left of a divider, the
 * other to its right, with numbers of how alike they are. What is not said of the second is as of the first. Without
 * attributes it compares the sample net's two formats on the bundled photo. All computing is in a worker; nothing leaves the
 * device.
 *
 * @element xai-compare
 * @slot - An `<img>`, `<canvas>` or `<video>` (its current frame) to explain, in place of `src`
 * @fires {CustomEvent<ComparisonResult>} xai-result - Two finished explanations, and how alike they are
 * @fires {CustomEvent<Progress>} xai-progress - Where the work on one of the two stands: done, total, unit
 * @fires {CustomEvent<XaiError>} xai-error - Why there is no comparison: code and message; one side may be shown all the same
 * @csspart base - All of it
 * @csspart names - What differs, above its side
 * @csspart stage - The picture with the two maps and the divider
 * @csspart map - The two maps
 * @csspart divider - What is moved between the two
 * @csspart title - What is explained
 * @csspart subtitle - Method, score, layer and files
 * @csspart value - The values under the pointer
 * @csspart legend - Colour bar and numbers
 * @csspart similarity - How alike the two are
 * @csspart predictions - The classes with the largest scores
 * @csspart scores - How far the scores of two networks are apart
 * @csspart status - Where the work stands
 * @csspart error - Why there is no comparison
 * @csspart facts - How it was made
 * @cssprop --xai-text - Colour of text
 * @cssprop --xai-muted - Colour of less important text
 * @cssprop --xai-surface - Colour behind all
 * @cssprop --xai-raised - Colour of buttons and tracks
 * @cssprop --xai-line - Colour of borders
 * @cssprop --xai-accent - Colour of focus and bars
 * @cssprop --xai-danger - Colour of errors
 * @cssprop --xai-radius - Radius of corners
 * @cssprop --xai-gap - Space between the parts
 * @cssprop --xai-font - Font, as the shorthand
 * @cssprop --xai-image-rendering - How the picture is scaled, as `image-rendering`
 */
export class XaiCompare extends ExplainElement<ComparisonResult> {
  static override properties: PropertyDeclarations = {
    ...ExplainElement.properties,
    ...computedOfOther,
    position: { type: Number, reflect: true },
    sides: { state: true },
  };
  static override styles: CSSResultGroup = [
    tokens,
    figureStyles,
    crosshairStyles,
    dividerStyles,
    factsStyles,
    legendStyles,
    pickerStyles,
    predictionsStyles,
    similarityStyles,
    workStatusStyles,
    compareStyles,
  ];

  /** Id of the second explanation's method. */
  declare methodB: string | null;
  /** Address of the second network; empty for the sample net. */
  declare modelB: string | null;
  /** Files of the second network, in place of `modelB`. */
  declare modelFilesB: readonly File[] | null;
  /** `auto`, `ort` or `tfjs`, for the second explanation. */
  declare backendB: string | null;
  /** `auto`, `webgpu`, `webgl`, `wasm` or `cpu`, for the second explanation. */
  declare engineB: string | null;
  /** The second explanation's target. */
  declare targetB: string | null;
  /** The second explanation's feature layer, where it has another name in another network. */
  declare layerB: string | null;
  /** Where the divider is, 0 (left) to 1. */
  declare position: number;
  /** What is on show. */
  declare sides: Sides;

  protected override readonly networks = 2;
  private readonly probe = new ProbeController(this, () => this.cells());
  private readonly dragged = new DividerController(this);
  /** Draws one side a frame, so that the page stays quick. */
  private readonly paints = new PaintQueue((cause) => {
    this.paintError = asXaiError(cause);
  });
  private coloring: PairColoring = { a: null, b: null, isCommon: false };

  constructor() {
    super();
    for (const name of Object.keys(computedOfOther) as (keyof typeof computedOfOther)[]) this[name] = null;
    this.position = 0.5;
    this.sides = noSides;
  }

  /** What reproduces the result, as plain JSON; null before there is one. */
  get recipe(): ComparisonRecipe | null {
    if (!this.result) return null;
    const { a, b, similarity } = this.result;
    return { a: a.recipe, b: b.recipe, similarity };
  }

  /** The raw values of one side as a .npy file: [H,W] for maps, [C,H,W] for attributions of the input. */
  toNpy(side: 'a' | 'b' = 'a'): Uint8Array {
    return npyOf(this.requireResult()[side]);
  }

  /** The picture with both maps, divided as on the screen, as a file. */
  async toBlob(type = 'image/png'): Promise<Blob> {
    this.requireResult();
    await this.updateComplete;
    // Drawn anew: on the screen a side may wait for its frame.
    const [a, b] = this.drawings().map((drawing) => {
      const canvas = document.createElement('canvas');
      paintSide(canvas, drawing);
      return canvas;
    });
    return canvasBlob(bothHalves(a!, b!, within(this.position)), type);
  }

  protected override changesResult(changed: Iterable<PropertyKey>): boolean {
    const names = [...changed];
    return super.changesResult(names) || names.some((name) => name in computedOfOther);
  }

  protected async compute(client: Client, signal: AbortSignal): Promise<ComparisonResult> {
    try {
      // Both pictures are taken now, so that both sides get the same frame of a film.
      const [jobOfA, jobOfB] = await Promise.allSettled([this.job(), this.jobOfOther()]);
      const a = await this.explainSide(client, jobOfA, signal);
      this.sides = { a, b: missing };
      this.progress = null;
      const b = await this.explainSide(client, jobOfB, signal);
      this.sides = { a, b };
      // What is on show from now on is not the result of before.
      this.result = null;
      if (!a.result || !b.result) throw comparisonError(this.sides, this.names());
      const as = comparedAs(a.result, b.result);
      const values = as && ([comparedValues(a.result, as), comparedValues(b.result, as)] as const);
      return { a: a.result, b: b.result, similarity: values && (await client.similarity(...values, signal)) };
    } catch (error) {
      if (signal.aborted) this.sides = sidesOf(this.result);
      throw error;
    }
  }

  /** The second job; async, so that settings which cannot be are its failure, and leave the first alone. */
  private async jobOfOther(): Promise<ExplainJob> {
    return this.job(changesOfOther(this, this));
  }

  /** What comes of one job: a result or an error. Throws only when all is cancelled. */
  private async explainSide(client: Client, job: PromiseSettledResult<ExplainJob>, signal: AbortSignal): Promise<Side> {
    try {
      if (job.status === 'rejected') throw job.reason;
      return { result: await client.explain(job.value, { signal, onProgress: this.onProgress }), error: null };
    } catch (cause) {
      const error = asXaiError(cause);
      if (signal.aborted || error.code === 'aborted') throw error;
      return { result: null, error };
    }
  }

  private requireResult(): ComparisonResult {
    if (this.result) return this.result;
    throw new XaiError('usage', 'There is no result yet. Wait for explain(), or the event xai-result.');
  }

  private names(): readonly [string, string] {
    const { a, b } = this.sides;
    let changes: Partial<SideSettings> = {};
    try {
      changes = changesOfOther(this, this);
    } catch {
      // Said by the error of the second side; without differences they are A and B.
    }
    return sideNames(this, changes, a.result && b.result && [a.result, b.result]);
  }

  /** The maps on show, of one side, of both, or of none. */
  private maps(): readonly [a: DrawableMap | null, b: DrawableMap | null] {
    const { a, b } = this.sides;
    return [a.result?.drawable ?? null, b.result?.drawable ?? null];
  }

  /** The map by whose cells values are read: the finer one. */
  private cells(): MapTensor | null {
    const [a, b] = this.maps();
    return (!a || (b && b.map.data.length > a.map.data.length) ? b?.map : a.map) ?? null;
  }

  private drawings(): readonly SideDrawing[] {
    const { sides, coloring, opacity, colormap } = this;
    return [
      { side: sides.a, other: sides.b, coloring: coloring.a, opacity, colormap },
      { side: sides.b, other: sides.a, coloring: coloring.b, opacity, colormap },
    ];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    // Not while the divider is dragged.
    if (!drawnFrom.some((name) => changed.has(name))) return;
    try {
      this.coloring = pairColoring(this.sides, this);
      this.paintError = null;
    } catch (cause) {
      this.coloring = { a: null, b: null, isCommon: false };
      this.paintError = asXaiError(cause);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (drawnFrom.some((name) => changed.has(name))) {
      const canvases = this.renderRoot.querySelectorAll('canvas');
      this.drawings().forEach((drawing, i) => {
        const { side, other, ...looks } = drawing;
        const inputs = [side.result ?? other.result?.seen ?? null, ...Object.values(looks)];
        this.paints.want(canvases[i]!, inputs, () => paintSide(canvases[i]!, drawing));
      });
    }
    super.updated(changed);
  }

  protected override render(): TemplateResult {
    const { result, sides, status, coloring } = this;
    const names = this.names();
    const error = this.error ?? this.paintError;
    const { a, b } = sides;
    return html`
      <figure class="base" part="base">
        <div class="pair" part="names">${this.name(names[0], a)}${this.name(names[1], b, 'right')}</div>
        ${this.stage(names)} ${pairValues(this.probe.cell, this.cells(), this.maps(), names)}
        ${workStatus({ status, progress: this.progress, error }, this.cancelByHand)}
        ${pairLegend(sides, coloring, names)}
        <figcaption>${pairTitle(sides)}</figcaption>
        ${result ? similarityView(result) : nothing} ${pairPredictions(sides, names)}
        ${this.noDrop ? nothing : picker(this.files)}
        ${a.result ? facts(a.result.recipe, `How the left side was made: ${names[0]}`) : nothing}
        ${b.result ? facts(b.result.recipe, `How the right side was made: ${names[1]}`) : nothing}
      </figure>
      <slot hidden @slotchange=${() => this.lookAgain()}></slot>
    `;
  }

  private name(name: string, { result, error }: Side, place = ''): TemplateResult {
    const state = error ? ': no result' : !result && this.status === 'computing' ? ': not yet computed' : '';
    return html`<div class=${place}>
      <span class="side-name">${name}</span>${state ? html`<span class="state">${state}</span>` : nothing}
    </div>`;
  }

  private stage(names: readonly [string, string]): TemplateResult {
    const { a, b } = this.sides;
    const isEmpty = !a.result && !b.result;
    const isStale = this.status === 'computing' && a.result !== null && b.result !== null;
    const classes = ['stage', isEmpty ? 'empty' : '', this.files.isOver ? 'over' : '', isStale ? 'stale' : ''];
    const position = within(this.position);
    const described = [a, b].flatMap(({ result }, i) => (result ? inWords(i, names[i]!, result.description) : []));
    return html`
      <div class=${classes.join(' ')} part="stage">
        <div
          class="maps"
          part="map"
          role="application"
          aria-roledescription="heat maps"
          aria-label=${isEmpty ? 'No explanation yet' : `${described.join('')}Arrow keys read values.`}
          tabindex=${isEmpty ? -1 : 0}
          @pointermove=${this.probe.onPointer}
          @pointerdown=${this.probe.onPointer}
          @pointerleave=${this.probe.leave}
          @keydown=${this.probe.onKey}
          @blur=${this.probe.leave}
        >
          <canvas width="1" height="1" .style=${`clip-path: inset(0 ${(1 - position) * 100}% 0 0)`}></canvas>
          <canvas class="second" width="1" height="1" .style=${`clip-path: inset(0 0 0 ${position * 100}%)`}></canvas>
          ${crosshair(this.probe.cell, this.cells() ?? undefined)}
        </div>
        ${isEmpty ? nothing : divider(position, names, this.dragged)}
      </div>
    `;
  }
}

function sidesOf(result: ComparisonResult | null): Sides {
  return result ? { a: { result: result.a, error: null }, b: { result: result.b, error: null } } : noSides;
}

/** A side in words; most descriptions begin with the method, which is often the side's name. */
function inWords(side: number, name: string, description: string): string {
  const place = side === 0 ? 'Left' : 'Right';
  return `${description.startsWith(`${name}:`) ? place : `${place}, ${name}`}: ${description}. `;
}
