import type { XaiActivations } from '@pellucid/web-components';
import { html, nothing } from 'lit';
import { networkControls } from '../controls/network-controls.js';
import { pictureControls } from '../controls/picture-controls.js';
import { modelFilesOf, pictureOf } from '../demo.js';
import type { Demo } from '../demo.js';
import { attributes } from '../shared/attributes-directive.js';
import { attributesOf } from '../state/attributes.js';
import type { ViewParts } from './view-parts.js';

/** What the channels of a layer respond to; the pixels that drive one are a step away. */
export function activationsView(demo: Demo): ViewParts {
  const { state } = demo;
  const select = ({ detail }: CustomEvent<{ layer: string; channel: number }>): void =>
    demo.set({ layer: detail.layer, channel: String(detail.channel) }, 'replace');
  // The element has a chooser of its own: the address follows it.
  const follow = (event: Event): void => {
    const { layer } = event.target as XaiActivations;
    if (layer !== null && layer !== state.layer) demo.set({ layer, channel: '' });
  };
  const explain = (): void =>
    demo.set({
      view: 'explain',
      method: 'saliency',
      options: {},
      layer: '',
      target: `layer:${state.layer}[${state.channel}]`,
    });
  return {
    title: 'What each channel responds to',
    lead: 'The channels of a layer as the network computes them for this picture, strongest first.',
    controls: html`${pictureControls(demo)} ${networkControls(demo)}`,
    looks: nothing,
    stage: () => html`
      <xai-activations
        no-drop
        ${attributes(attributesOf(state))}
        .source=${pictureOf(demo)}
        .modelFiles=${modelFilesOf(demo)}
        @xai-select=${select}
        @xai-result=${follow}
      ></xai-activations>
      ${
        state.channel === ''
          ? nothing
          : html`<p class="next">
              <button type="button" class="button" @click=${explain}>
                Which pixels drive channel ${state.channel}?
              </button>
            </p>`
      }
    `,
  };
}
