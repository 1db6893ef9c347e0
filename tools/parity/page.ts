import { format, resolveConfig } from 'prettier';
import type { EngineParity } from './campaign.js';
import { logitTolerance } from './compare.js';
import type { Pair } from './pairs.js';
import { parityTable, reasons } from './table.js';

/** A pair of networks on every engine. */
export interface PairParity {
  readonly pair: Pair;
  readonly engines: readonly EngineParity[];
}

/** The page docs/parity.md. */
export async function parityPage(
  results: readonly PairParity[],
  reference: string,
  count: number,
  file: string,
): Promise<string> {
  const sections = results.map(({ pair, engines }) => {
    const beyond = reasons(engines);
    const rest =
      beyond.length === 0
        ? 'Nothing is beyond the rule.'
        : `Beyond the rule, or not evidence:\n\n${beyond.map((line) => `- ${line}`).join('\n')}`;
    return `## ${pair.name[0]!.toUpperCase()}${pair.name.slice(1)}\n\n${pair.pictures.length === 1 ? 'One photo and fainter copies of it' : `${pair.pictures.length} photos and, where needed, fainter copies of them`}.\n\n${parityTable(engines)}\n\n${rest}`;
  });
  const text = `<!-- Written by \`npm run parity\`: change the script, not this page. -->

# The runtimes beside each other

Every method of the catalog on the same weights and the same inputs: TensorFlow.js with the LayersModel, and ONNX Runtime's WebAssembly build with the ONNX file, against ${reference} with the ONNX file. Relative L2 error of the values at the photo where the engine comes nearest (of what is allowed there), k there, and at how many photos it is right. Logits: the largest absolute difference, at most ${logitTolerance}.

Methods that need a gradient are judged by the kink rule of [the architecture](architecture.md), section 7: at most max(1e-4, 3 k). k is the largest change of the reference itself when the input is multiplied by 1 +- 1e-6 and 1 +- 5e-7. Both sides compute in float32, so no float64 value is in it. All others: at most 1e-4.

Methods that take many steps take few here: ${count} steps or samples, ${4 * count} channels, windows of half the picture. The bundled net is part of \`npm test\` (\`tools/parity/sample-net.test.ts\`).

${sections.join('\n\n')}
`;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}
