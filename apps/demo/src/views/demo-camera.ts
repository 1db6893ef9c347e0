import type { XaiHeatmap } from '@pellucid/web-components';
import { html, LitElement, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import { attributes } from '../shared/attributes-directive.js';
import { icons } from '../shared/icons.js';
import type { Attributes } from '../state/attributes.js';
import { cameraError, noCameraHere } from './camera-error.js';
import { frameRate } from './frame-rate.js';

/**
 * The camera's picture with its map. It asks for the camera when the visitor starts it, and lets go when it is stopped or
 * taken off the page.
 *
 * @element demo-camera
 */
export class DemoCamera extends LitElement {
  static override properties: PropertyDeclarations = {
    settings: { attribute: false },
    modelFiles: { attribute: false },
    stream: { state: true },
    error: { state: true },
    rate: { state: true },
  };

  /** Attributes of the heat map. */
  declare settings: Attributes;
  declare modelFiles: readonly File[] | null;
  declare stream: MediaStream | null;
  declare error: string;
  /** Explanations in a second; null before there are two. */
  declare rate: number | null;

  private readonly video = document.createElement('video');

  constructor() {
    super();
    this.settings = [];
    this.modelFiles = null;
    this.stream = null;
    this.error = '';
    this.rate = null;
    this.video.muted = true;
    this.video.playsInline = true;
  }

  /** In the page's own tree, with its styles. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private async start(): Promise<void> {
    this.error = '';
    // The types promise it, but open lines have none.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) {
      this.error = noCameraHere;
      return;
    }
    try {
      const stream = await devices.getUserMedia({ video: { facingMode: { ideal: 'environment' } } });
      if (!this.isConnected) {
        endTracks(stream);
        return;
      }
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
      await this.run(stream);
    } catch (cause) {
      this.stop();
      this.error = cameraError(cause);
    }
  }

  private stop(): void {
    if (this.stream) endTracks(this.stream);
    this.stream = null;
    this.rate = null;
    this.video.srcObject = null;
  }

  /** Explains one frame after the other, until another stream or none has taken the place of this one. */
  private async run(stream: MediaStream): Promise<void> {
    await this.updateComplete;
    const heatmap = this.querySelector<XaiHeatmap>('xai-heatmap')!;
    const count = frameRate();
    while (this.stream === stream) {
      try {
        await heatmap.explain();
        this.rate = count(performance.now());
      } catch {
        // The heat map says why. Settings may change meanwhile, so that the next frame is tried, but not at once.
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  protected override render(): TemplateResult {
    const { stream, error, rate } = this;
    return html`
      <div class="bar">
        ${
          stream
            ? html`<button type="button" class="button" @click=${() => this.stop()}>${icons.stop} Stop</button>`
            : html`<button type="button" class="button primary" @click=${() => void this.start()}>
                ${icons.camera} Start the camera
              </button>`
        }
        <p class="rate">${rate === null ? nothing : `${rate.toFixed(1)} frames per second`}</p>
      </div>
      <div role="alert">${error ? html`<p class="error">${error}</p>` : nothing}</div>
      ${
        stream
          ? html`<xai-heatmap
              class="live"
              manual
              no-drop
              ${attributes(this.settings)}
              .source=${this.video}
              .modelFiles=${this.modelFiles}
            ></xai-heatmap>`
          : html`<div class="empty"><p>The camera is off.</p></div>`
      }
    `;
  }
}

function endTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
