import { XaiError, formatNumber } from '@pellucid/core';
import type { DrawableMap, Recipe } from '@pellucid/core';
import { html, nothing } from 'lit';
import type { CSSResultGroup, PropertyDeclarations, PropertyValues, TemplateResult } from 'lit';
import type { Client } from '../client/client.js';
import { ProbeController } from '../controllers/probe-controller.js';
import type { ExplanationResult } from '../protocol.js';
import { canvasBlob } from '../drawing/canvas-blob.js';
import { coloringOf } from '../drawing/coloring.js';
import type { MapColoring } from '../drawing/coloring.js';
import { npyOf } from './npy-of.js';
import { paintMap, paintSheet } from '../drawing/paint.js';
import { figureStyles } from '../styles/figure.styles.js';
import { tokens } from '../styles/tokens.styles.js';
import { asXaiError } from '../transfer-errors.js';
import { crosshair, crosshairStyles } from '../views/crosshair.js';
import { facts, factsStyles } from '../views/facts.js';
import { legend, legendStyles } from '../views/legend.js';
import { picker, pickerStyles } from '../views/picker.js';
import { predictions, predictionsStyles } from '../views/predictions.js';
import { workStatus, workStatusStyles } from '../views/work-status.js';
import { ExplainElement } from './explain-element.js';

/**
 * What a network looks at in one picture: the map over the picture, its legend, the predicted classes, and the value under the
 * pointer. Without attributes it explains the sample net on the bundled photo. Every option of a method is an attribute too
 * (`steps="20"`). All computing is in a worker; nothing leaves the device.
 *
 * @element xai-heatmap
 * @slot - An `<img>`, `<canvas>` or `<video>` (its current frame) to explain, in place of `src`
 * @fires {CustomEvent<ExplanationResult>} xai-result - A finished explanation
 * @fires {CustomEvent<Progress>} xai-progress - Where the work stands: done, total, unit
 * @fires {CustomEvent<XaiError>} xai-error - Why there is no result: code and message
 * @csspart base - All of it
 * @csspart map - The picture with the map
 * @csspart title - What is explained
 * @csspart subtitle - Method, score, layer and files
 * @csspart value - The value under the pointer
 * @csspart legend - Colour bar and numbers
 * @csspart predictions - The classes with the largest scores
 * @csspart status - Where the work stands
 * @csspart error - Why there is no result
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
export class XaiHeatmap extends ExplainElement<ExplanationResult> {
  static override properties: PropertyDeclarations = {
    ...ExplainElement.properties,
    partial: { state: true },
  };
  static override styles: CSSResultGroup = [
    tokens,
    figureStyles,
    crosshairStyles,
    factsStyles,
    legendStyles,
    pickerStyles,
    predictionsStyles,
    workStatusStyles,
  ];

  /** A map that is not finished, while a method that takes long computes. */
  declare partial: DrawableMap | null;

  private readonly probe = new ProbeController(this, () => this.shown()?.map ?? null);
  private coloring: MapColoring | null = null;

  constructor() {
    super();
    this.partial = null;
  }

  /** What reproduces the result, as plain JSON; null before there is one. */
  get recipe(): Recipe | null {
    return this.result?.recipe ?? null;
  }

  /** The raw values as a .npy file: [H,W] for maps, [C,H,W] for attributions of the input. */
  toNpy(): Uint8Array {
    return npyOf(this.requireResult());
  }

  /** The picture with the map, as a file. */
  async toBlob(type = 'image/png'): Promise<Blob> {
    this.requireResult();
    await this.updateComplete;
    return canvasBlob(this.canvas(), type);
  }

  protected async compute(client: Client, signal: AbortSignal): Promise<ExplanationResult> {
    this.partial = null;
    /** The last of this computation: another one may have begun before this one ends. */
    let own = null as DrawableMap | null;
    const job = await this.job();
    try {
      return await client.explain(job, {
        signal,
        onProgress: this.onProgress,
        onPartial: (partial) => {
          if (!signal.aborted) this.partial = own = partial;
        },
      });
    } finally {
      if (this.partial === own) this.partial = null;
    }
  }

  /** The map on show: of the work under way, else of the result. */
  private shown(): DrawableMap | null {
    return this.partial ?? this.result?.drawable ?? null;
  }

  private requireResult(): ExplanationResult {
    if (this.result) return this.result;
    throw new XaiError('usage', 'There is no result yet. Wait for explain(), or the event xai-result.');
  }

  private canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector('canvas')!;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const shown = this.shown();
    try {
      this.coloring = shown && coloringOf(shown, this);
      this.paintError = null;
    } catch (cause) {
      this.coloring = null;
      this.paintError = asXaiError(cause);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (['result', 'partial', 'opacity', 'colormap', 'range'].some((name) => changed.has(name))) this.paint();
    super.updated(changed);
  }

  private paint(): void {
    const { result, coloring } = this;
    const shown = this.shown();
    if (shown && coloring) {
      paintMap(this.canvas(), shown.map, result?.seen ?? null, coloring, this.opacity);
    } else if (result && !shown) {
      paintSheet(this.canvas(), result, this.colormap);
    } else if (!result && !shown) {
      // What was cancelled before there was a result leaves nothing.
      const canvas = this.canvas();
      canvas.width = canvas.height = 1;
    }
  }

  protected override render(): TemplateResult {
    const { result, coloring, status } = this;
    const error = this.error ?? this.paintError;
    return html`
      <figure class="base" part="base">
        ${this.stage()} ${this.valueLine()} ${workStatus({ status, progress: this.progress, error }, this.cancelByHand)}
        ${coloring && result ? legend(coloring.colormap, coloring.record, result.unit) : nothing}
        <figcaption>
          ${
            result
              ? html`
                  <p class="title" part="title">${result.title}</p>
                  ${result.subtitle.map((line) => html`<p class="subtitle" part="subtitle">${line}</p>`)}
                `
              : nothing
          }
        </figcaption>
        ${result ? predictions(result.top) : nothing} ${this.noDrop ? nothing : picker(this.files)}
        ${result ? facts(result.recipe) : nothing}
      </figure>
      <slot hidden @slotchange=${() => this.lookAgain()}></slot>
    `;
  }

  private stage(): TemplateResult {
    const { result, status, partial } = this;
    const isEmpty = !result && !partial;
    const classes = [
      'stage',
      isEmpty ? 'empty' : '',
      this.files.isOver ? 'over' : '',
      status === 'computing' && !partial ? 'stale' : '',
    ];
    return html`
      <div
        class=${classes.join(' ')}
        part="map"
        role="application"
        aria-roledescription="heat map"
        aria-label=${result ? `${result.description}. Arrow keys read values.` : 'No explanation yet'}
        tabindex=${isEmpty ? -1 : 0}
        @pointermove=${this.probe.onPointer}
        @pointerdown=${this.probe.onPointer}
        @pointerleave=${this.probe.leave}
        @keydown=${this.probe.onKey}
        @blur=${this.probe.leave}
      >
        <canvas width="1" height="1"></canvas>
        ${crosshair(this.probe.cell, this.shown()?.map)}
      </div>
    `;
  }

  private valueLine(): TemplateResult {
    const { cell } = this.probe;
    const value = this.probe.value();
    const words = cell && value !== null ? `column ${cell.x}, row ${cell.y}: ${formatNumber(value)}` : '';
    const hint = this.shown() ? 'Point at the picture, or use the arrow keys, to read values.' : '';
    return html`<p class="value" part="value" aria-live="polite">${words || hint}</p>`;
  }
}
