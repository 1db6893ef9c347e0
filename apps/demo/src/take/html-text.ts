import type { AllowedMethods, Attributes } from '../state/attributes.js';
import { attributesOf } from '../state/attributes.js';
import type { DemoState, View } from '../state/state.js';

/** The element of each view. */
const elementOf: Readonly<Record<View, string>> = {
  explain: 'xai-heatmap',
  camera: 'xai-heatmap',
  methods: 'xai-methods',
  compare: 'xai-compare',
  activations: 'xai-activations',
};

/** The two lines that show the same in any page: files lie beside it, attributes that say the default are left out. */
export function htmlText(state: DemoState, allowed: AllowedMethods): string {
  const tag = elementOf[state.view];
  const files: Attributes = [
    ['src', state.picture ?? ''],
    ['model', state.net === 'own' ? (state.file ?? '') : ''],
  ];
  const attributes = [...files.filter(([, value]) => value !== ''), ...attributesOf(state, allowed)]
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escape(value)}"`))
    .join('');
  return `<script type="module" src="pellucid/pellucid.js"></script>\n<${tag}${attributes}></${tag}>`;
}

function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
