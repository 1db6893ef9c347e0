/**
 * Every method of the catalog on two networks that are there in both formats, on every engine: does it say what ONNX Runtime
 * says? `npm run parity` writes docs/parity.md and fails where one does not; with `-- --engine NAME ...` only these are
 * tried, and no page is written. PELLUCID_TFJS_NODE names the entry of tfjs-node where that is installed elsewhere.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { EngineParity } from './campaign.js';
import { parityOf, referencesOf } from './campaign.js';
import { engines, openOrWhy } from './engines.js';
import type { PairParity } from './page.js';
import { parityPage } from './page.js';
import { isHere, mobileNet, networkFor, sampleNet } from './pairs.js';
import { best, isSame, parityTable, reasons } from './table.js';

const { values } = parseArgs({ options: { engine: { type: 'string', multiple: true, default: [] } } });
const [reference, ...others] = engines;
const chosen = others.filter(({ name }) => values.engine.length === 0 || values.engine.includes(name));
if (chosen.length === 0) {
  console.error(`The engines are ${others.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
/** Steps, samples, a quarter of the channels. */
const count = 4;
const results: PairParity[] = [];
const absent: string[] = [];
for (const pair of [sampleNet, mobileNet]) {
  if (!isHere(pair)) {
    absent.push(`anything: ${pair.name} is not here`);
    continue;
  }
  const twin = await reference!.open(networkFor(pair, reference!));
  const references = await referencesOf(pair, twin, count);
  const found: EngineParity[] = [];
  for (const engine of chosen) {
    const model = await openOrWhy(engine, networkFor(pair, engine));
    if (typeof model === 'string') {
      absent.push(`${engine.name}: ${model}`);
      continue;
    }
    const say = (id: string, agreements: Parameters<typeof best>[0]): void => {
      const { error, k, verdict, reason } = best(agreements);
      const numbers = [error, k].map((value) => value.toExponential(1)).join(', k ');
      console.error(`${pair.name}, ${engine.name}, ${id}: ${numbers}, ${verdict} ${reason}`);
    };
    found.push(await parityOf(engine.name, model, references, say));
    await model.dispose();
  }
  await twin.dispose();
  if (found.length === 0) continue;
  results.push({ pair, engines: found });
  console.log(`\n${pair.name}\n\n${parityTable(found)}\n\n${reasons(found).join('\n')}`);
}
for (const line of absent) console.error(`Not computed on ${line}`);
if (values.engine.length === 0 && results.length === 2 && absent.length === 0) {
  const file = fileURLToPath(new URL('../../docs/parity.md', import.meta.url));
  await writeFile(file, await parityPage(results, reference!.name, count, file));
}
process.exitCode = results.length > 0 && results.every((result) => result.engines.every(isSame)) ? 0 : 1;
