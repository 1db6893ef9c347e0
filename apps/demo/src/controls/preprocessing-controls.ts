import { filters, presetNames } from '@pellucid/core';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Demo } from '../demo.js';
import { selectField } from './select-field.js';
import { textField } from './text-field.js';

const asFound = ['', 'as found'] as const;
const same = (names: readonly string[]): [string, string][] => names.map((name) => [name, name]);

/** How pictures become the network's input, where what was found beside it is missing or wrong. */
export function preprocessingControls(demo: Demo): TemplateResult {
  const { preprocessing, labels } = demo.state;
  const value = (name: string): string => preprocessing[name] ?? '';
  const set = (name: string) => (text: string) => {
    const { [name]: _before, ...others } = preprocessing;
    demo.set({ preprocessing: text === '' ? others : { ...others, [name]: text } });
  };
  const text = (name: string, words: string, placeholder: string): TemplateResult =>
    textField({ words, value: value(name), placeholder }, set(name));
  const choice = (name: string, words: string, names: readonly string[]): TemplateResult =>
    selectField({ words, value: value(name), choices: [asFound, ...same(names)] }, set(name));
  const isGiven = Object.keys(preprocessing).some((name) => name !== 'preset') || labels !== '';
  return html`
    ${selectField(
      {
        words: 'Preprocessing',
        value: value('preset'),
        choices: [asFound, ...same(presetNames)],
        hint: 'How pictures become numbers; imagenet suits most networks that come from PyTorch.',
      },
      set('preset'),
    )}
    <details ?open=${guard([demo.files], () => isGiven)}>
      <summary>Each piece of it, and labels</summary>
      <div class="pair">
        ${text('resize', 'Resize', '256 or 224,224')} ${text('crop', 'Crop', '224 or none')}
        ${choice('filter', 'Filter', filters)} ${choice('channels', 'Channels', ['rgb', 'bgr', 'gray'])}
        ${text('scale', 'Scale', '1/255')} ${text('mean', 'Mean', '0.485,0.456,0.406')}
        ${text('std', 'Deviation', '0.229,0.224,0.225')}
      </div>
      ${textField(
        {
          words: 'Labels',
          value: labels,
          placeholder: 'cat,dog,bird',
          hint: 'Names of the classes with commas between them; or give a labels.txt together with the network.',
        },
        (given) => demo.set({ labels: given }),
      )}
    </details>
  `;
}
