/**
 * Explains every network of a zoo folder with the command line and no option, and writes docs/zoo.md:
 * `npm run zoo -- DIR`, where DIR is what `zoo.py public DIR` made. With names behind it, only these, and no page is written.
 * Fails where a network is not as expected.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkGradient } from './check-gradient.js';
import { checkLayer } from './check-layer.js';
import type { Row } from './page.js';
import { isFine, zooPage } from './page.js';
import { readZoo } from './zoo.js';

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Give the folder that `zoo.py public DIR` made: npm run zoo -- DIR [NAME ...]');
  process.exit(2);
}
const { nets, kinks, cams, choices } = await readZoo(folder);
const rows: Row[] = [];
for (const net of nets) {
  if (only.length > 0 && !only.includes(net.name)) continue;
  const { [net.name]: known } = kinks.nets;
  const { [net.name]: choice } = choices;
  if (!known || !choice) throw new Error(`fixtures/kinks.json and expected.json must have ${net.name}.`);
  const cam = cams.nets[net.name];
  const gradient = await checkGradient(folder, net, known, kinks.step);
  const row: Row = {
    net,
    factor: known.factor,
    gradient,
    layer: await checkLayer(folder, net, choice, cam),
    module: cam?.module ?? null,
    choice,
  };
  rows.push(row);
  const said = [gradient.error ?? gradient.failure, row.layer.layer?.name ?? row.layer.failure, row.layer.error ?? ''];
  console.error(`${isFine(row) ? 'ok  ' : 'FAIL'} ${net.name}: ${said.join('; ')}`);
}
if (only.length === 0) {
  const page = fileURLToPath(new URL('../../docs/zoo.md', import.meta.url));
  await writeFile(page, await zooPage(rows, [kinks.origin, cams.origin], page));
}
process.exitCode = rows.every(isFine) ? 0 : 1;
