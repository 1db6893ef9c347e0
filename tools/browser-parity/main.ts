/**
 * The same .npy input in Chromium and in Node: does an `<xai-heatmap>` give the map that the packages give? `npm run
 * browser-parity` tries every method of the catalog on the bundled net, and some on MobileNetV2 where ../shared/assets is;
 * it writes docs/browser-parity.md, and fails where something is beyond its bound. With `-- --engine 'ort wasm' ...` only
 * these are tried, with `-- --net sample` only the bundled net, and no page is written.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundledComponents } from '../../packages/web-components/test/helpers/bundled.js';
import { launchBrowser } from '../browser/launch.js';
import { isHere, mobileNet, sampleNet } from '../parity/pairs.js';
import type { Pair } from '../parity/pairs.js';
import { compareAll } from './campaign.js';
import type { Row } from './compare-in-page.js';
import { nameOf, pageEngines } from './page-engines.js';
import type { NetworkParity } from './page.js';
import { browserParityPage } from './page.js';
import { fullTable, isSame, remarks } from './table.js';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: [] },
    net: { type: 'string', multiple: true, default: ['sample', 'mobilenet'] },
  },
});

interface Campaign {
  readonly pair: Pair;
  /** Methods by id; none: all. */
  readonly methods: readonly string[];
  readonly engines: readonly string[];
  readonly most: number;
}

const some = ['grad-cam', 'eigen-cam', 'saliency', 'input-x-gradient', 'guided-backprop', 'occlusion'];
const campaigns: Readonly<Record<string, Campaign>> = {
  sample: { pair: sampleNet, methods: [], engines: pageEngines.map(nameOf), most: 20 },
  mobilenet: {
    pair: mobileNet,
    methods: some,
    engines: ['ort wasm', 'ort webgpu', 'tfjs wasm', 'tfjs webgpu'],
    most: 6,
  },
};
const wanted = (name: string): boolean => values.engine.length === 0 || values.engine.includes(name);
const isWhole = values.engine.length === 0 && Object.keys(campaigns).every((name) => values.net.includes(name));

const folder = await mkdtemp(join(tmpdir(), 'pellucid-browser-parity-'));
const { browser, close } = await launchBrowser({ webgpu: true });
const results: NetworkParity[] = [];
try {
  // A copy: other builds may take the place of one that lies there for long.
  const bundle = join(folder, 'bundle');
  await cp(await bundledComponents(), bundle, { recursive: true });
  for (const name of values.net) {
    const campaign = campaigns[name];
    if (!campaign) throw new Error(`The nets are ${Object.keys(campaigns).join(', ')}, but got ${name}.`);
    const { pair, methods, most } = campaign;
    if (!isHere(pair)) {
      console.error(`${pair.name} is left out: its files are not in ../shared/assets.`);
      continue;
    }
    const engines = pageEngines.filter((engine) => campaign.engines.includes(nameOf(engine)) && wanted(nameOf(engine)));
    const rows: Row[] = await compareAll({ browser, bundle, folder, pair, engines, methods, most });
    results.push({ pair, rows });
    console.log(`\n${pair.name}\n\n${fullTable(rows)}\n\n${remarks(rows).join('\n')}`);
  }
  if (isWhole && results.length === Object.keys(campaigns).length) {
    const file = fileURLToPath(new URL('../../docs/browser-parity.md', import.meta.url));
    await writeFile(file, await browserParityPage(results, browser.version(), file));
  }
} finally {
  await close();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = results.length > 0 && results.every(({ rows }) => isSame(rows)) ? 0 : 1;
