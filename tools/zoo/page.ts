import { format, resolveConfig } from 'prettier';
import { table } from '../docs/markdown.js';
import type { GradientCheck } from './check-gradient.js';
import type { LayerCheck } from './check-layer.js';
import { mapTolerance } from './check-layer.js';
import type { Choice, ZooNet } from './zoo.js';

/** All that was found out about one network. */
export interface Row {
  readonly net: ZooNet;
  /** Of its input, for the gradient. */
  readonly factor: number;
  readonly gradient: GradientCheck;
  readonly layer: LayerCheck;
  /** What PyTorch calls the layer that the person chose; null where it has no name there. */
  readonly module: string | null;
  readonly choice: Choice;
}

/** Whether all is as expected. */
export function isFine({ gradient, layer, choice }: Row): boolean {
  const explained = gradient.verdict !== 'wrong' && (gradient.verdict !== 'none' || choice.later !== undefined);
  return explained && layer.same && (layer.error ?? 0) <= mapTolerance;
}

/** The page docs/zoo.md. */
export async function zooPage(rows: readonly Row[], origins: readonly string[], file: string): Promise<string> {
  const right = rows.filter(({ gradient }) => gradient.verdict === 'right');
  const chosen = rows.filter(({ choice }) => choice.layer !== null);
  const same = chosen.filter(({ layer }) => layer.same);
  const text = `<!-- Written by \`npm run zoo\`: change the script, not this page. -->

# Networks as people export them

The ${rows.length} architectures of the zoo, exported by PyTorch's two exporters, with random weights that were made healthy. Each is explained by \`xai explain --model NET --input INPUT --method METHOD\`, with no option that says what the network is like. \`npm run zoo -- DIR\` makes this page anew, from the folder that \`zoo.py public DIR\` makes; the references are by ${origins.join(' and ')}.

## Gradients

The saliency map against the float64 gradient of the original PyTorch network, by the kink rule of [the architecture](architecture.md), section 7: right where the relative L2 error is at most max(1e-4, 3 k). Where a network's own input sits on a kink, the best of up to 20 fainter copies of it is taken ("times"). A network with a score at every place (segmentation) is explained for the one number whose gradient the reference is (\`--target output:logits[class,y,x]\`), all others for the top class, as by default.

${right.length} of ${rows.length} are right. Where k stays over 1e-3 at all inputs, the same network with its ReLUs made smooth is the evidence: see [accuracy](accuracy.md), "Without kinks".

${table(rows.map(gradientCells), ['net', 'family', 'error at its own input', 'times', 'error there', 'k', 'allowed', 'verdict'])}

## Feature layers

The layer that Grad-CAM takes by itself, and the one that a person chose, looking at the graph (\`tools/zoo/expected.json\`). "Module" is what PyTorch calls the latter; the error is that of our map, before up-sampling, against the float64 definition at that module, at most ${mapTolerance.toExponential(0)}.

${same.length} of the ${chosen.length} networks that have one get the layer that the person chose.

${table(rows.map(layerCells), ['net', 'layer', 'why it was taken', 'the person', 'module', 'error'])}

## What does not work

${failures(rows)}
`;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

const number = (value: number | null): string => value?.toExponential(1) ?? '';

function gradientCells({ net, factor, gradient }: Row): string[] {
  const { own, error, k, allowed, verdict } = gradient;
  const said = verdict === 'none' ? 'none, see below' : verdict;
  return [net.name, net.family, number(own), String(factor), number(error), number(k), number(allowed), said];
}

function layerCells({ net, layer: { layer, same, error }, module, choice }: Row): string[] {
  const person = `${same ? 'the same' : `\`${choice.layer ?? 'none'}\``}: ${choice.why}`;
  const name = layer ? `\`${layer.name}\`` : 'none';
  return [net.name, name, layer?.reason ?? '', person, module ? `\`${module}\`` : '', number(error)];
}

function failures(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ net, gradient, layer, choice }) => [
    ...(gradient.failure === null ? [] : [`- ${net.name}, saliency: ${gradient.failure}`]),
    ...(gradient.verdict === 'wrong' ? [`- ${net.name}, saliency: the error is over what is allowed.`] : []),
    ...(layer.failure === null ? [] : [`- ${net.name}, grad-cam: ${layer.failure}`]),
    ...(layer.failure === null && !layer.same ? [`- ${net.name}, grad-cam: the person took another layer.`] : []),
    ...((layer.error ?? 0) > mapTolerance ? [`- ${net.name}, grad-cam: the error is over what is allowed.`] : []),
    ...(choice.later === undefined ? [] : [`- ${net.name}: ${choice.later}.`]),
  ]);
  return lines.length > 0 ? lines.join('\n') : 'Nothing of this list.';
}
