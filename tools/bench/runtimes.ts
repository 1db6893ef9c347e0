import { explainedInput, methodById, scoreOutput } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { table } from '../docs/markdown.js';
import { engines, openOrWhy } from '../parity/engines.js';
import type { Engine, OpenModel } from '../parity/engines.js';
import { inputsOf } from '../parity/inputs.js';
import { isHere, mobileNet, networkFor, sampleNet } from '../parity/pairs.js';
import type { Pair } from '../parity/pairs.js';
import type { MethodJob } from './jobs.js';
import type { Job, Timing } from './measure.js';
import { measure } from './measure.js';
import { jobOf } from './ours.js';
import { plainForward } from './plain-forward.js';

/** The same pictures and weights on each engine, in forwards of that engine's plain runtime. Minima: others share the machine. */
export async function runtimesTable(names: readonly string[]): Promise<string> {
  const rows: string[][] = [];
  for (const pair of [sampleNet, mobileNet].filter(isHere)) {
    for (const engine of engines.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const times = await timeEngine(pair, engine);
      if (typeof times === 'string') {
        console.error(`${engine.name} is left out: ${times}`);
        continue;
      }
      const forward = times.get('forward')!.least;
      const added = [...times].map(([what, { first, least }]) => [
        pair.name,
        engine.name,
        what,
        ...[first, least].map((milliseconds) => milliseconds.toFixed(1)),
        (least / forward).toFixed(2),
      ]);
      console.error(added.map((cells) => cells.join(' | ')).join('\n'));
      rows.push(...added);
    }
  }
  return table(rows, ['net', 'engine', 'what', 'first, ms', 'ms', 'forwards']);
}

async function timeEngine(pair: Pair, engine: Engine): Promise<Map<string, Timing> | string> {
  const network = networkFor(pair, engine);
  const start = performance.now();
  const model = await openOrWhy(engine, network);
  if (typeof model === 'string') return model;
  const loaded = performance.now() - start;
  const [input] = await inputsOf(pair, model);
  const plain = await plainForward(engine, network, input!);
  try {
    const jobs = [
      ...forwards(plain.work, model, input!),
      ...methodJobs(input!).map((job) => jobOf(job, model, input!)),
    ];
    return new Map([['loading', { first: loaded, least: loaded, median: loaded }], ...(await measure(jobs))]);
  } finally {
    plain.dispose();
    await model.dispose();
  }
}

/** The plain runtime's forward, which counts, and ours. */
function forwards(plain: Job['work'], model: OpenModel, input: FloatTensor): Job[] {
  const [name, output] = [explainedInput(model).name, scoreOutput(model).name];
  return [
    { name: 'forward', work: plain },
    { name: 'forward, ours', work: () => model.run({ [name]: input }, [output]) },
  ];
}

function methodJobs({ shape }: FloatTensor): MethodJob[] {
  const side = shape.at(-1)! >> 2;
  const some = [
    ['saliency', 'saliency', {}],
    ['grad-cam', 'grad-cam', {}],
    ['guided-backprop', 'guided-backprop', {}],
    ['smoothgrad, 10 samples', 'smoothgrad', { samples: 10 }],
    ['occlusion, 16 windows', 'occlusion', { window: side, stride: side }],
  ] as const;
  return some.map(([name, id, options]) => ({ name, method: methodById(id), options }));
}
