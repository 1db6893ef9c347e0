import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { LayerFacts } from '../protocol.js';
import { layerWords } from './channels.js';

interface LayerControlsState {
  readonly layers: readonly LayerFacts[];
  /** Name of the one that is shown. */
  readonly layer: string | null;
  /** Whether each channel has a scale of its own; null where there is nothing to choose. */
  readonly isPerMap: boolean | null;
}

interface LayerControlsActions {
  chooseLayer(name: string): void;
  scaleEach(isPerMap: boolean): void;
}

/** Which layer is shown, and how its channels are scaled. */
export function layerControls(
  { layers, layer, isPerMap }: LayerControlsState,
  { chooseLayer, scaleEach }: LayerControlsActions,
): TemplateResult {
  return html`
    <div class="tools">
      <label class="chooser">
        Layer
        <select
          part="layer"
          ?disabled=${layers.length === 0}
          @change=${(event: Event) => chooseLayer((event.target as HTMLSelectElement).value)}
        >
          ${layers.map(
            (each) => html`<option value=${each.name} .selected=${each.name === layer}>${layerWords(each)}</option>`,
          )}
        </select>
      </label>
      <label ?hidden=${isPerMap === null}>
        <input
          part="scaling"
          type="checkbox"
          .checked=${isPerMap === true}
          @change=${(event: Event) => scaleEach((event.target as HTMLInputElement).checked)}
        />
        Each channel on its own scale
      </label>
    </div>
  `;
}
