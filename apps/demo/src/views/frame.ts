import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { suggestions } from '../controls/layer-field.js';
import type { Demo } from '../demo.js';
import { hasNetwork } from '../demo.js';
import { icons } from '../shared/icons.js';
import { writeState } from '../state/url.js';
import { views } from '../state/state.js';
import type { View } from '../state/state.js';
import { activationsView } from './activations-view.js';
import { cameraView } from './camera-view.js';
import { compareView } from './compare-view.js';
import { explainView } from './explain-view.js';
import { methodsView } from './methods-view.js';
import type { ViewParts } from './view-parts.js';

const titles: Readonly<Record<View, string>> = {
  explain: 'Explain',
  methods: 'Methods',
  compare: 'Compare',
  activations: 'Activations',
  camera: 'Camera',
};

const parts: Readonly<Record<View, (demo: Demo) => ViewParts>> = {
  explain: explainView,
  methods: methodsView,
  compare: compareView,
  activations: activationsView,
  camera: cameraView,
};

/** From this width on the controls are beside the picture, and always open. */
export const wide = matchMedia('(min-width: 60rem)');

/** The whole page: head, navigation, controls, the picture, what can be taken away. */
export function frame(demo: Demo, isOver: boolean): TemplateResult {
  const { state, message } = demo;
  const { title, lead, controls, stage, looks } = parts[state.view](demo);
  document.title = `${titles[state.view]} - Pellucid`;
  return html`
    <a class="skip" href="#stage" @click=${skip}>To the picture</a>
    <header class="head">
      <p class="brand">${icons.mark} Pellucid</p>
      <nav aria-label="Views">
        <ul>
          ${views.map(
            (view) => html`
              <li>
                <a href=${writeState({ ...state, view })} aria-current=${view === state.view ? 'page' : nothing}
                  >${titles[view]}</a
                >
              </li>
            `,
          )}
        </ul>
      </nav>
    </header>
    <main class=${`main ${state.view}`}>
      <div class="intro">
        <h1>${title}</h1>
        <p>${lead}</p>
        <div role="alert">${message ? html`<p class="error">${message}</p>` : nothing}</div>
      </div>
      <details class="controls" ?open=${wide.matches}>
        <summary>Settings</summary>
        <form @submit=${(event: Event) => event.preventDefault()}>${controls}</form>
      </details>
      <section class="stage" id="stage" tabindex="-1" aria-label=${title}>
        ${hasNetwork(demo) ? stage() : missingNetwork(demo)}
      </section>
      ${looks}
      ${state.view === 'camera' ? nothing : html`<demo-take .demo=${demo} .state=${state} .facts=${demo.facts}></demo-take>`}
    </main>
    <footer class="foot">
      <p>Everything is computed on your own device; no picture and no network leaves it. MIT licence.</p>
    </footer>
    ${suggestions(demo)}
    ${isOver ? html`<div class="drop" aria-hidden="true"><p>Drop a picture or a network</p></div>` : nothing}
  `;
}

/** The address holds the state, so that the link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('stage')?.focus();
}

function missingNetwork({ state }: Demo): TemplateResult {
  return html`
    <div class="empty">
      <p>
        ${
          state.file === null
            ? 'Choose the files of your network, or drop them on the page.'
            : `This address was made with the network '${state.file}', which is on another device. Choose its files, or drop them on the page.`
        }
      </p>
    </div>
  `;
}
