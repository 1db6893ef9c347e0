/**
 * Times our methods and then the peers' on the same machine: `npm run bench [-- --net NAME ... --method ID ... --ours]`.
 * `-- --runtimes [--engine NAME ...]` times some methods on TensorFlow.js and ONNX Runtime instead, and needs no PyTorch.
 *
 * The nets are exported with PyTorch, and the peers run in it: PELLUCID_PYTHON names an interpreter that has
 * tools/reference/requirements.txt (default: .venv/bin/python here). Figures compare within one run only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { methodJobs } from './jobs.js';
import { timeOurs } from './ours.js';
import { timePeers } from './peers.js';
import { runtimesTable } from './runtimes.js';
import type { Row } from './table.js';
import { comparison } from './table.js';

const { values } = parseArgs({
  options: {
    net: { type: 'string', multiple: true, default: ['mobilenet_v2', 'resnet18', 'resnet50', 'vit_tiny'] },
    method: { type: 'string', multiple: true, default: [] },
    ours: { type: 'boolean', default: false },
    runtimes: { type: 'boolean', default: false },
    engine: { type: 'string', multiple: true, default: [] },
  },
});
if (values.runtimes) {
  console.log(await runtimesTable(values.engine));
  process.exit();
}
const { net: nets, method: ids, ours: alone } = values;
const root = fileURLToPath(new URL('../..', import.meta.url));
const python = process.env['PELLUCID_PYTHON'] ?? `${root}.venv/bin/python`;
const folder = `${root}.bench`;
const fileOf = (net: string): string => `${folder}/${net}.onnx`;

if (!nets.every((net) => existsSync(fileOf(net)))) {
  const exported = spawnSync(python, [`${root}tools/bench/export_nets.py`, folder], { encoding: 'utf8' });
  const missing = nets.filter((net) => !existsSync(fileOf(net)));
  if (missing.length > 0) {
    const why = exported.error?.message ?? exported.stderr.slice(-300);
    console.error(`${missing.join(', ')} could not be exported with ${python}: ${why}`);
    console.error('Set PELLUCID_PYTHON to a Python with tools/reference/requirements.txt installed.');
    process.exit(1);
  }
}
const ours: Row[] = [];
for (const net of nets) {
  const rows = await timeOurs(net, fileOf(net), methodJobs(ids));
  console.error(comparison(rows, []));
  ours.push(...rows);
}
const peers = alone ? [] : timePeers(python, `${root}tools/bench/peers.py`, folder, nets);
console.log(comparison(ours, peers));
