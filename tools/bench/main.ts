/**
 * Times our methods and then the peers' on the same machine: `npm run bench`.
 *
 * The nets are exported with PyTorch, and the peers run in it: PELLUCID_PYTHON names an interpreter that has
 * tools/reference/requirements.txt (default: .venv/bin/python here). Figures compare within one run only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { timeOurs } from './ours.js';
import { timePeers } from './peers.js';
import { comparison } from './table.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const python = process.env['PELLUCID_PYTHON'] ?? `${root}.venv/bin/python`;
const folder = `${root}.bench`;
const nets = ['mobilenet_v2', 'resnet18', 'resnet50'];

const exported = spawnSync(python, [`${root}tools/bench/export_nets.py`, folder], { encoding: 'utf8' });
if (!nets.every((net) => existsSync(`${folder}/${net}.onnx`))) {
  console.error(
    `The nets could not be exported with ${python}: ${exported.error?.message ?? exported.stderr.slice(-300)}`,
  );
  console.error('Set PELLUCID_PYTHON to a Python with tools/reference/requirements.txt installed.');
  process.exit(1);
}
const ours = [];
for (const net of nets) ours.push(...(await timeOurs(net, `${folder}/${net}.onnx`)));
console.log(comparison(ours, []));
const peers = timePeers(python, `${root}../shared/bench/peers.py`);
console.log(`\n${comparison(ours, peers)}`);
