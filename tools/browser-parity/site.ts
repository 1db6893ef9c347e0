/** The page that explains one network on one engine. */
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strictCsp } from '../browser/content-policy.js';
import type { ServeOptions } from '../browser/serve.js';
import { sampleNet } from '../parity/pairs.js';
import type { Pair } from '../parity/pairs.js';
import { pageOf } from '../../packages/web-components/test/helpers/elements-page.js';
import type { PageEngine } from './page-engines.js';

/** @param folder of the .npy files, at /inputs/ */
export function siteOf(pair: Pair, { backend, engine }: PageEngine, bundle: string, folder: string): ServeOptions {
  const file = fileURLToPath(backend === 'ort' ? pair.onnx : new URL('model.json', pair.tfjs));
  const preset = pair.preset ? ` preset="${pair.preset}"` : '';
  // The bundled net is what an element has without a model.
  const model = pair === sampleNet ? '' : ` model="/net/${basename(file)}"${preset}`;
  const element = `<xai-heatmap manual no-drop${model} backend="${backend}" engine="${engine}"></xai-heatmap>`;
  return {
    csp: strictCsp,
    mounts: { '/pellucid/': bundle, '/inputs/': folder, '/net/': dirname(file) },
    pages: { '/': pageOf(element) },
  };
}
