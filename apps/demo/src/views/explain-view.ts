import { html } from 'lit';
import { looksControls } from '../controls/looks-controls.js';
import { methodControls } from '../controls/method-controls.js';
import { networkControls } from '../controls/network-controls.js';
import { pictureControls } from '../controls/picture-controls.js';
import { targetControls } from '../controls/target-group.js';
import { modelFilesOf, pictureOf } from '../demo.js';
import type { Demo } from '../demo.js';
import { attributes } from '../shared/attributes-directive.js';
import { attributesOf } from '../state/attributes.js';
import type { ViewParts } from './view-parts.js';

/** One explanation, with all that can be chosen for it. */
export function explainView(demo: Demo): ViewParts {
  const { state } = demo;
  return {
    title: 'What does the network look at?',
    lead: 'Choose a picture, a network and a method. Nothing is uploaded: this page computes on your own device.',
    controls: html`${pictureControls(demo)} ${methodControls(demo)} ${targetControls(demo)} ${networkControls(demo)}`,
    looks: looksControls(demo),
    stage: () => html`
      <xai-heatmap
        no-drop
        ${attributes(attributesOf(state))}
        .source=${pictureOf(demo)}
        .modelFiles=${modelFilesOf(demo)}
      ></xai-heatmap>
    `,
  };
}
