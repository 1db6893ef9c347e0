import { constantFromFloats, constantFromInts } from './constant.js';
import type { AttributeValue, ConstantTensor, GraphNode } from './graph.js';
import { createOps } from './ops.js';
import type { Attributes, Ops, OpsCore, OutputNames } from './ops.js';

export interface BuilderOptions {
  /** Version of the standard operators in the graph that the nodes are for. */
  readonly opset: number;
  /** Begins all names that are made. */
  readonly prefix: string;
  /** Names that are not to be made, such as those of the graph's values. */
  readonly taken?: { has(name: string): boolean };
}

/** Collects nodes and constants under unique names. */
export interface Builder extends OpsCore {
  /** In the order in which they were added, which is an order in which they can be computed. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, ConstantTensor>;
  /** A constant of any type. Equal small ones are one. */
  constant(tensor: Omit<ConstantTensor, 'name'>): string;
  /** The operators by name. */
  readonly op: Ops;
}

/** Bytes up to which a constant is compared with those there already. */
const maxShared = 512;

/** An empty builder; in the end its nodes and its constants are both to be put into the graph. */
export function createBuilder({ opset, prefix, taken }: BuilderOptions): Builder {
  const nodes: GraphNode[] = [];
  const constants = new Map<string, ConstantTensor>();
  const shared = new Map<string, string>();
  let count = 0;

  const unique = (stem: string): string => {
    let name = `${prefix}${stem}_${count++}`;
    while (taken?.has(name)) name = `${prefix}${stem}_${count++}`;
    return name;
  };

  function node(op: string, inputs: readonly string[], attributes?: Attributes): string;
  function node(op: string, inputs: readonly string[], attributes: Attributes, outputs: OutputNames): string[];
  function node(
    op: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    outputs?: OutputNames,
  ): string | string[] {
    const name = unique(op);
    const made = typeof outputs === 'object' ? outputs : Array.from({ length: outputs ?? 1 }, () => unique(op));
    const present = Object.entries(attributes).filter(
      (entry): entry is [string, AttributeValue] => entry[1] !== undefined,
    );
    nodes.push({ name, op, domain: '', inputs, outputs: made, attributes: Object.fromEntries(present) });
    return outputs === undefined ? made[0]! : [...made];
  }

  const constant = (tensor: Omit<ConstantTensor, 'name'>): string => {
    const { dtype, shape, bytes } = tensor;
    const key = tensor.strings || bytes.length > maxShared ? '' : `${dtype}[${shape.join()}]${bytes.join()}`;
    const known = key && shared.get(key);
    if (known) return known;
    const name = unique(dtype);
    constants.set(name, { ...tensor, name });
    if (key) shared.set(key, name);
    return name;
  };
  const ints: OpsCore['ints'] = (values, shape) => constant(constantFromInts(prefix, values, shape));
  const floats: OpsCore['floats'] = (values, shape) =>
    constant(constantFromFloats(prefix, values instanceof Float32Array ? values : Float32Array.from(values), shape));

  const core: OpsCore = { opset, node, ints, floats };
  return { ...core, nodes, constants, constant, op: createOps(core) };
}
