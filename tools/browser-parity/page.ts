import { format, resolveConfig } from 'prettier';
import type { Pair } from '../parity/pairs.js';
import { count } from './campaign.js';
import type { Row } from './compare-in-page.js';
import { enginesOf, fullTable, remarks, summaryTable } from './table.js';

/** One network, on every engine that it was tried on. */
export interface NetworkParity {
  readonly pair: Pair;
  readonly rows: readonly Row[];
}

/** The page docs/browser-parity.md. */
export async function browserParityPage(
  results: readonly NetworkParity[],
  chromium: string,
  file: string,
): Promise<string> {
  const text = `<!-- Written by \`npm run browser-parity\`: change the script, not this page. -->

# The browser beside Node

The same \`.npy\` input gives the same map in a page as in Node. In Chromium ${chromium}, an \`<xai-heatmap>\` of the bundle for plain pages is given the file as its \`src\`, computes in its worker, and hands the values over with \`toNpy()\`. In Node, the same network file and the same values go through the packages. Every number below is made of these two files.

| in the page | in Node |
| --- | --- |
| \`backend="ort"\`: ${runtimeOf(results, 'ort')} | onnxruntime-node cpu |
| \`backend="tfjs"\`: ${runtimeOf(results, 'tfjs')} | TensorFlow.js wasm: the same build, so that only the browser can make a difference |

How the two runtimes agree with each other is in [the runtimes beside each other](parity.md).

**Error** is the relative L2 error of all values of the map. **Bound** is what is allowed:

- Logits, class activation maps and maps by forward passes alone (occlusion, Score-CAM, ...): 1e-5 on wasm, 1e-3 on WebGPU and WebGL. The worst of three inputs counts.
- Gradients at the input jump where an activation has its kink, and an input that lies next to one can fall on either side of it by rounding. So the kink rule of [the architecture](architecture.md), section 7, holds: max(1e-4, 3 k) on wasm, max(1e-3, 3 k) on WebGPU and WebGL. **k** is the largest change of Node's own map when the input is multiplied by 1 +- 1e-6 and 1 +- 5e-7. The best of the inputs counts: three, and more until one is right. Where k is over 1e-3 at the best, the row says *no evidence*.

**Inputs** says at how many of those tried the map is right; the others are listed above the table. k of other maps is there to read, and gives them no more room. WebGPU and WebGL are SwiftShader here, which computes them on the processor; a real graphics card may round otherwise, and an element with \`engine="auto"\` holds its first outputs against wasm by itself.

Methods that take many steps take few here: ${count} steps or samples, ${4 * count} channels, windows of half the picture. Nothing is random but the noise of SmoothGrad, whose seed is 0 in both. A part of this is in \`npm test\` (\`tools/browser-parity/browser-parity.test.ts\`).

${results.map(sectionOf).join('\n\n')}
`;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

function sectionOf({ pair, rows }: NetworkParity): string {
  const beyond = remarks(rows);
  const rest =
    beyond.length === 0
      ? 'Nothing is beyond its bound at any input.'
      : `Beyond the bound at one input, or no evidence there (the verdict of gradients is that of the best input):\n\n${beyond.map((line) => `- ${line}`).join('\n')}`;
  const pictures =
    pair.pictures.length === 1
      ? 'One photo and fainter copies of it'
      : `${pair.pictures.length} photos and, where needed, fainter copies of them`;
  return `## ${pair.name[0]!.toUpperCase()}${pair.name.slice(1)}\n\n${pictures}.\n\n${summaryTable(rows)}\n\n${rest}\n\n### Every method\n\n${fullTable(rows)}`;
}

/** Name and version of what computed, with its engines. */
function runtimeOf(results: readonly NetworkParity[], backend: string): string {
  const rows = results.flatMap((result) => result.rows).filter(({ engine }) => engine.backend === backend);
  const runtime = rows.find((row) => row.runtime)?.runtime;
  const engines = [...new Set(enginesOf(rows).map(({ engine }) => engine))];
  return `${runtime ? `${runtime.name} ${runtime.version}` : backend}, ${engines.join(', ')}`;
}
