/**
 * What the elements cost a page: `npm run bench:browser` measures bytes, times, the main thread and memory in a Chromium, and
 * writes docs/performance-browser.md. `-- --only wire|speed|main-thread|memory ...` prints these alone, `-- --count N`
 * explains N times in place of 400; then no page is written. MobileNetV2 is left out where ../shared/assets is not there.
 * Run it on a machine that does nothing else.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundledComponents } from '../../../packages/web-components/test/helpers/bundled.js';
import { withBrowser } from '../../browser/launch.js';
import { isHere, mobileNet, sampleNet } from '../../parity/pairs.js';
import { mainThreadOf } from './main-thread.js';
import { memoryOfPage } from './memory.js';
import { mainThreadTable, memoryTable, performancePage, slopeWords, speedTable, wireTable } from './page.js';
import type { Site } from './site.js';
import { speedOf } from './speed.js';
import { wireOf } from './wire.js';

const sections = ['wire', 'speed', 'main-thread', 'memory'];
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: sections },
    count: { type: 'string', default: '400' },
  },
});
const strange = values.only.find((name) => !sections.includes(name));
if (strange !== undefined) throw new Error(`The sections are ${sections.join(', ')}, but got ${strange}.`);

// A copy: other builds may take the place of one that lies there for long.
const bundle = await mkdtemp(join(tmpdir(), 'pellucid-bench-'));
await cp(await bundledComponents(), bundle, { recursive: true });

const runtimes = { ort: 'ONNX Runtime', tfjs: 'TensorFlow.js' } as const;
const sites = [sampleNet, mobileNet].filter(isHere).flatMap((pair) =>
  (['ort', 'tfjs'] as const).map((backend): Site => ({
    name: `${pair.name}, ${runtimes[backend]}`,
    pair,
    backend,
    bundle,
  })),
);
const small = sites.filter(({ pair }) => pair === sampleNet);
const large = sites.filter(({ pair }) => pair !== sampleNet);
if (large.length === 0) console.error(`${mobileNet.name} is left out: its files are not in ../shared/assets.`);

/** Measures one site after the other, and prints what came of each. */
async function each<T>(
  section: string,
  chosen: readonly Site[],
  measure: (site: Site) => Promise<T>,
  print: (result: T, site: Site) => string,
): Promise<(readonly [Site, T])[]> {
  const results: (readonly [Site, T])[] = [];
  if (!values.only.includes(section)) return results;
  for (const site of chosen) {
    const result = await measure(site);
    console.log(`\n${section}: ${site.name}\n\n${print(result, site)}`);
    results.push([site, result]);
  }
  return results;
}

const wire = await each('wire', small, wireOf, wireTable);
const speed = await each('speed', sites, speedOf, (result, site) => speedTable([[site, result]]));
const mainThread = await each('main-thread', large.length > 0 ? large : small, mainThreadOf, mainThreadTable);
const memory = await each(
  'memory',
  small,
  (site) => memoryOfPage(site, Number(values.count)),
  (result) => `${memoryTable(result)}\n\n${slopeWords(result)}`,
);
if (values.only.length === sections.length && values.count === '400' && large.length > 0) {
  const chromium = await withBrowser((browser) => Promise.resolve(browser.version()));
  const file = fileURLToPath(new URL('../../../docs/performance-browser.md', import.meta.url));
  await writeFile(file, await performancePage({ chromium, wire, speed, mainThread, memory }, file));
}
await rm(bundle, { recursive: true });
