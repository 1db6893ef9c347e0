import { isGraph } from '../attribute.js';
import { createBuilder } from '../build.js';
import type { Graph, GraphBody, GraphNode } from '../graph.js';
import { attributeInputs } from './attribute-inputs.js';
import { attributes } from './attributes.js';
import { batchNormalization } from './batch-normalization.js';
import { broadcasts } from './broadcast.js';
import { clip } from './clip.js';
import { createContext } from './context.js';
import type { Converter, UpgradeContext } from './converter.js';
import { dropout } from './dropout.js';
import { experimental } from './experimental.js';
import { pad } from './pad.js';
import { resizes } from './resize.js';
import { scan } from './scan.js';
import { scatter } from './scatter.js';
import { softmaxes } from './softmax.js';
import { tile } from './tile.js';

/** The oldest operator set that passes and rules see. */
const oldestOpset = 17;

/** Every operator whose form changed between opset 1 and `oldestOpset`. */
const converters: readonly Converter[] = [
  ...attributeInputs,
  ...attributes,
  ...batchNormalization,
  ...broadcasts,
  clip,
  dropout,
  ...experimental,
  ...pad,
  ...resizes,
  scan,
  scatter,
  ...softmaxes,
  tile,
];

/**
 * The same network in the terms of opset 17, or as it is where it is newer. Values keep their names.
 *
 * @throws XaiError `model-unsupported` for nodes that are set to training, which later opsets express otherwise
 */
export function upgradeGraph(graph: Graph): Graph {
  if (graph.opset >= oldestOpset) return graph;
  const steps = converters
    .filter(({ since }) => since > graph.opset)
    .sort((first, second) => first.since - second.since);
  const body = upgradeBody(graph, steps, 'opset17/');
  return { ...graph, ...body, opset: oldestOpset, domains: new Map([...graph.domains, ['', oldestOpset]]) };
}

function upgradeBody(body: GraphBody, steps: readonly Converter[], prefix: string, outer?: UpgradeContext): GraphBody {
  const builder = createBuilder({ opset: oldestOpset, prefix });
  const context = createContext(body, builder, outer);
  const nodes: GraphNode[] = [];
  for (const node of body.nodes) {
    const emitted = builder.nodes.length;
    const upgraded = node.domain === '' ? upgradeNode(node, steps, context) : node;
    nodes.push(
      ...builder.nodes.slice(emitted),
      withSubgraphs(upgraded, (subgraph, attribute) =>
        upgradeBody(subgraph, steps, `${prefix}${node.name}/${attribute}/`, context),
      ),
    );
  }
  return { ...body, nodes, constants: new Map([...body.constants, ...builder.constants]) };
}

function upgradeNode(node: GraphNode, steps: readonly Converter[], context: UpgradeContext): GraphNode {
  // One step may lead to another operator, which has steps of its own: Upsample becomes Resize.
  return steps.reduce((current, { op, convert }) => (current.op === op ? convert(current, context) : current), node);
}

function withSubgraphs(node: GraphNode, upgrade: (subgraph: GraphBody, attribute: string) => GraphBody): GraphNode {
  const entries = Object.entries(node.attributes);
  if (!entries.some(([, value]) => isGraph(value))) return node;
  return {
    ...node,
    attributes: Object.fromEntries(entries.map(([key, value]) => [key, isGraph(value) ? upgrade(value, key) : value])),
  };
}
