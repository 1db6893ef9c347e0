import type { OnnxDType } from './dtype.js';
import type { AttributeProto, FunctionProto, TypeProto } from './generated/onnx_pb.js';

/** A tensor whose values are in the file: an initializer or a Constant node's value. */
export interface ConstantTensor {
  readonly name: string;
  readonly dtype: OnnxDType;
  readonly shape: readonly number[];
  /** Row-major little-endian values, usually a view into the file (so at any alignment); empty for strings. */
  readonly bytes: Uint8Array;
  /** The elements of a `string` tensor, as they are in the file. */
  readonly strings?: readonly Uint8Array[];
}

/** A float attribute. Tagged, because files tell 1 (int) from 1.0 (float) and runtimes insist on it. */
export interface FloatAttribute {
  readonly float: number;
}

/** A list of floats as an attribute. */
export interface FloatsAttribute {
  readonly floats: readonly number[];
}

/** An attribute of a kind that no pass looks into (sparse tensors, types, lists of graphs, ...), kept as it came. */
interface OpaqueAttribute {
  readonly proto: AttributeProto;
}

/** Plain numbers are ints; strings that are not UTF-8 are bytes. */
export type AttributeValue =
  | number
  | readonly number[]
  | FloatAttribute
  | FloatsAttribute
  | string
  | readonly string[]
  | Uint8Array
  | ConstantTensor
  | GraphBody
  | OpaqueAttribute;

export interface GraphNode {
  /** Unique in its graph. */
  readonly name: string;
  readonly op: string;
  /** `''` is the standard domain. */
  readonly domain: string;
  /** `''` for an omitted one. */
  readonly inputs: readonly string[];
  /** `''` for one that is not wanted. */
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Which of several functions with the same name is called; of model-local functions only. */
  readonly overload?: string;
}

/** Name and type of a value. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: OnnxDType;
  /** A string is a named free side, `null` an unnamed one; `null` for the whole means that even the rank is unknown. */
  readonly shape: readonly (number | string | null)[] | null;
  /** The type of a value that is not a tensor (`dtype` is `'other'`), kept as it came. */
  readonly type?: TypeProto;
}

/** Nodes and the values they work on: a whole network, or the branch or body of a control-flow node. */
export interface GraphBody {
  readonly name: string;
  /** Sorted: a node comes after those that make its inputs. */
  readonly nodes: readonly GraphNode[];
  /** Initializers and the values of Constant nodes, by name. Not all need be used. */
  readonly constants: ReadonlyMap<string, ConstantTensor>;
  /** What a caller feeds; initializers are never among them. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** What the file says of the values in between. */
  readonly valueInfos: ReadonlyMap<string, ValueInfo>;
}

/** A network. */
export interface Graph extends GraphBody {
  /** Version of the standard operators. */
  readonly opset: number;
  /** Versions of all imported domains; imports without a node that uses them are common. */
  readonly domains: ReadonlyMap<string, number>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly producer: string;
  readonly irVersion: number;
  /** Model-local functions, kept as they came. */
  readonly functions: readonly FunctionProto[];
}

/** A float attribute, as in `{ alpha: float(0.01) }`. */
export function float(value: number): FloatAttribute {
  return { float: value };
}

/** A list of floats as an attribute. */
export function floats(values: readonly number[]): FloatsAttribute {
  return { floats: values };
}
