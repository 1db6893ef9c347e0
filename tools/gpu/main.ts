/**
 * For a person with a graphics card: the conformance suite, and every method of the catalog beside onnxruntime-node on the
 * processor, on CUDA and WebGPU where they are found. `npm run check:gpu`; with `-- --engine NAME ...` on any other engine.
 * Fails where something that was found is wrong; where nothing is, it says so and nothing was checked.
 */
import { parseArgs } from 'node:util';
import type { References } from '../parity/campaign.js';
import { referencesOf } from '../parity/campaign.js';
import { engines as plainEngines, ortEngine, tfjsEngine } from '../parity/engines.js';
import type { Pair } from '../parity/pairs.js';
import { isHere, mobileNet, networkFor, sampleNet } from '../parity/pairs.js';
import { checkConformance, checkParity, whyAbsent } from './check.js';
import type { Checked } from './report.js';
import { isFine, report } from './report.js';

const [reference] = plainEngines;
const accelerated = [
  ortEngine('node', 'cuda'),
  ortEngine('node', 'webgpu'),
  tfjsEngine('tfjs-node-gpu'),
  tfjsEngine('webgpu'),
];
const { values } = parseArgs({ options: { engine: { type: 'string', multiple: true, default: [] } } });
const all = [...accelerated, ...plainEngines];
const unknown = values.engine.filter((name) => !all.some((engine) => engine.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no engine '${unknown.join("', '")}'. The engines are ${all.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const chosen = values.engine.length === 0 ? accelerated : all.filter(({ name }) => values.engine.includes(name));
/** Steps, samples, a quarter of the channels. */
const count = 2;

const found = new Map<Pair, References>();

/** Made once, when a first engine needs them. */
async function referencesFor(pair: Pair): Promise<References> {
  const known = found.get(pair);
  if (known) return known;
  // Stays open: what is beyond the rule is compared with it at inputs nearby.
  const references = await referencesOf(pair, await reference!.open(networkFor(pair, reference!)), count);
  found.set(pair, references);
  return references;
}

const checked: Checked[] = [];
for (const engine of chosen) {
  const absent = await whyAbsent(engine);
  if (absent !== null) {
    checked.push({ engine: engine.name, absent, suites: [], parity: [] });
    continue;
  }
  console.error(`${engine.name} is found; the conformance suite runs, then every method.`);
  const suites = await checkConformance(engine);
  const parity: Checked['parity'][number][] = [];
  for (const pair of [sampleNet, mobileNet].filter(isHere))
    parity.push({ pair: pair.name, result: await checkParity(engine, pair, await referencesFor(pair)) });
  checked.push({ engine: engine.name, absent, suites, parity });
}
console.log(report(checked));
process.exitCode = checked.every(isFine) ? 0 : 1;
