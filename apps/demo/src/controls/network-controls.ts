import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Demo } from '../demo.js';
import { icons } from '../shared/icons.js';
import type { Net } from '../state/state.js';
import { fileButton } from './file-button.js';
import { preprocessingControls } from './preprocessing-controls.js';
import { selectField } from './select-field.js';

const names: Readonly<Record<Net, string>> = {
  onnx: 'Bundled, as ONNX',
  tfjs: 'Bundled, as TensorFlow.js',
  own: 'Your own',
};

const engines: Readonly<Record<string, string>> = {
  auto: 'chosen by itself',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

/** Which network is explained, what it computes on, and what was found in its files. */
export function networkControls(demo: Demo): TemplateResult {
  const { state } = demo;
  return html`
    <fieldset class="group">
      <legend>Network</legend>
      <div class="choices">
        ${(Object.keys(names) as Net[]).map(
          (net) => html`
            <label class="check">
              <input
                type="radio"
                name="net"
                value=${net}
                .checked=${state.net === net}
                @change=${() => demo.set({ net, ...(net !== 'own' && state.engine !== 'auto' && { engine: 'auto' }) })}
              />
              ${names[net]}
            </label>
          `,
        )}
      </div>
      ${state.net === 'own' ? ownNetwork(demo) : nothing}
      ${selectField(
        {
          words: 'Computes on',
          value: state.engine,
          choices: Object.entries(engines).filter(([engine]) => fits(engine, demo)),
        },
        (engine) => demo.set({ engine }),
      )}
      ${facts(demo)} ${state.net === 'own' ? preprocessingControls(demo) : nothing}
    </fieldset>
  `;
}

/** ONNX Runtime has two engines in browsers. */
function fits(engine: string, { state }: Demo): boolean {
  return state.net === 'own' || state.net === 'tfjs' || ['auto', 'webgpu', 'wasm', state.engine].includes(engine);
}

function ownNetwork(demo: Demo): TemplateResult {
  const { state, files } = demo;
  const isMissing = files.model.length === 0;
  const words = state.file === null ? 'No files yet.' : isMissing ? `${state.file} is on another device.` : state.file;
  const beside = files.model.length - 1;
  return html`
    <p class="given">${words}${beside > 0 ? ` and ${beside} ${beside === 1 ? 'file' : 'files'} beside it` : ''}</p>
    <div class="buttons">
      ${fileButton({ icon: icons.files, words: 'Choose files', takes: 'files' }, (chosen) => demo.take(chosen))}
      ${fileButton({ icon: icons.folder, words: 'A folder', takes: 'folder' }, (chosen) => demo.take(chosen))}
    </div>
    <p class="hint">
      An .onnx file, or model.json with its weights; with them, if you have them, settings and labels such as
      preprocessor_config.json or labels.txt. Or drop all of them on the page. They stay on your device.
    </p>
  `;
}

/** What was found, and which engine was taken. */
function facts({ facts: found, state }: Demo): TemplateResult {
  if (!found) return html`<p class="hint">Loading.</p>`;
  const { runtime, inputs, labels, preprocessing, notes } = found;
  const shapes = inputs.map(({ shape }) => shape.map((side) => side ?? 'any').join(' x ')).join('; ');
  const rows: [string, string][] = [
    ...runtime.fallbacks.map((tried): [string, string] => ['Tried before', tried]),
    ['Input', shapes],
    ['Classes', labels ? `${labels.length}, named` : 'without names'],
    ...(preprocessing ? [['Picture', preprocessing.summary] as [string, string]] : []),
    ...(preprocessing?.warnings ?? []).map((warning): [string, string] => ['Assumed', warning]),
    ...notes.map((note): [string, string] => ['Note', note]),
  ];
  return html`
    <p class="hint">Runs on ${runtime.name} ${runtime.version}, ${runtime.engine}.</p>
    <details class="facts" ?open=${state.net === 'own'}>
      <summary>What was found</summary>
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </details>
  `;
}
