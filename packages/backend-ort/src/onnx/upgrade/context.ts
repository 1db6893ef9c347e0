import { isGraph, isTensor } from '../attribute.js';
import type { Builder } from '../build.js';
import { dtypeCode } from '../dtype.js';
import type { OnnxDType } from '../dtype.js';
import type { GraphBody, GraphNode } from '../graph.js';
import { reads } from '../topology.js';
import type { UpgradeContext } from './converter.js';

const otherFloats: ReadonlySet<OnnxDType> = new Set(['float16', 'float64', 'bfloat16']);

/** What converters may know of a graph, within `outer` if it is a subgraph. */
export function createContext(body: GraphBody, builder: Builder, outer?: UpgradeContext): UpgradeContext {
  const values = new Map([
    ...body.valueInfos,
    ...[...body.inputs, ...body.outputs].map((value) => [value.name, value] as const),
  ]);
  const read = new Set([...body.nodes.flatMap(reads), ...body.outputs.map(({ name }) => name)]);
  const { op, ints, floats } = builder;
  const constant: UpgradeContext['constant'] = (name) => body.constants.get(name) ?? outer?.constant(name);
  // Types are not inferred: where all floats of the graph are float32 there is no question, elsewhere CastLike asks.
  const plain = (outer?.plain ?? true) && !hasOtherFloats(body);
  const floatsLike: UpgradeContext['floatsLike'] = (x, numbers, shape) =>
    plain ? floats(numbers, shape) : op.node('CastLike', [floats(numbers, shape), x]);
  return {
    op,
    ints,
    floats,
    plain,
    constant,
    shape: (name) => constant(name)?.shape ?? values.get(name)?.shape ?? outer?.shape(name) ?? null,
    isRead: (name) => read.has(name),
    floatsLike,
    scalar: (value, x) => floatsLike(x, [value], []),
  };
}

function hasOtherFloats(body: GraphBody): boolean {
  const types = [...body.inputs, ...body.outputs, ...body.valueInfos.values(), ...body.constants.values()];
  return types.some(({ dtype }) => otherFloats.has(dtype)) || body.nodes.some(makesOtherFloats);
}

function makesOtherFloats({ op, attributes }: GraphNode): boolean {
  // Casts older than opset 6 name their type.
  const { to } = attributes;
  if (op === 'Cast' && (typeof to === 'string' || [...otherFloats].some((dtype) => dtypeCode(dtype) === to)))
    return true;
  return Object.values(attributes).some((value) =>
    isTensor(value) ? otherFloats.has(value.dtype) : isGraph(value) && hasOtherFloats(value),
  );
}
