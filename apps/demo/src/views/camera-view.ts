import { html } from 'lit';
import { looksControls } from '../controls/looks-controls.js';
import { methodControls } from '../controls/method-controls.js';
import { networkControls } from '../controls/network-controls.js';
import { targetControls } from '../controls/target-group.js';
import { modelFilesOf } from '../demo.js';
import type { Demo } from '../demo.js';
import { attributesOf } from '../state/attributes.js';
import type { ViewParts } from './view-parts.js';

/** What the camera sees, explained frame after frame. */
export function cameraView(demo: Demo): ViewParts {
  const { state } = demo;
  return {
    title: 'What it looks at, live',
    lead: 'Frames of your camera are explained one after the other, as fast as your device can. They are not kept, and not sent anywhere.',
    controls: html`${methodControls(demo)} ${targetControls(demo)} ${networkControls(demo)}`,
    looks: looksControls(demo),
    stage: () => html` <demo-camera .settings=${attributesOf(state)} .modelFiles=${modelFilesOf(demo)}></demo-camera> `,
  };
}
