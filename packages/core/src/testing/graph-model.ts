import { arrayCotangents } from '../backend/batches.js';
import { callChecks, requireUse } from '../backend/call-checks.js';
import { throwIfAborted } from '../errors.js';
import type { CallOptions, Cotangent, DifferentiableModel, Layer, RuleSet, Tensors } from '../model.js';
import { ranked } from '../target-weights.js';
import type { FloatTensor } from '../tensor.js';
import { asFloat, floatTensor, sizeOf } from '../tensor.js';
import { requireFed, requireRules } from './graph-checks.js';
import type { GraphNode, Op, Value } from './op.js';

/** A small network, in topological order. Shapes are those of one row. */
export interface GraphDefinition {
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly string[];
}

/** What a model was asked for since it was made. */
export interface Counts {
  /** Calls of `run` and `vjp`. */
  run: number;
  vjp: number;
  /** Rows for which each tensor was computed (not fed), by name. */
  readonly rows: Record<string, number>;
}

/** An in-memory network with exact derivatives that counts how it is used. */
export interface GraphModel extends DifferentiableModel {
  readonly counts: Counts;
}

/**
 * A network in plain TypeScript. It computes row by row, so that results do not depend on the batch, bit for bit. Every
 * tensor is rounded to float32, so that feeding what was fetched changes nothing; gradients are rounded at the end only.
 */
export function graphModel({ input, nodes, outputs }: GraphDefinition): GraphModel {
  const counts: Counts = { run: 0, vjp: 0, rows: {} };
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const shapes = new Map([[input.name, input.shape]]);
  for (const { name, op, inputs } of nodes)
    shapes.set(name, op.forward(inputs.map((from) => zeros(shapes.get(from)!))).shape);
  const spec = (name: string): Pick<Layer, 'name' | 'dtype' | 'shape' | 'layout'> => {
    const shape = shapes.get(name)!;
    return { name, dtype: 'float32', shape: [null, ...shape], layout: shape.length === 3 ? 'nchw' : null };
  };

  const ruleSets: readonly RuleSet[] = ['gradient', 'guided-backprop', 'deconvnet'];
  const check = callChecks(
    { names: () => [...shapes.keys()], spec: (name) => (shapes.has(name) ? spec(name) : undefined) },
    ruleSets,
  );
  let disposed = false;

  /** A row's tensors, each computed when it is asked for first. */
  const evaluator = (feeds: Tensors, row: number): ((name: string) => Value) => {
    const values = new Map<string, Value>();
    const valueOf = (name: string): Value => {
      const known = values.get(name);
      if (known) return known;
      const value = feeds[name] ? rowOf(asFloat(feeds[name], name), row) : compute(name);
      values.set(name, value);
      return value;
    };
    const compute = (name: string): Value => {
      const node = byName.get(name)!;
      counts.rows[name] = (counts.rows[name] ?? 0) + 1;
      return node.op.forward(node.inputs.map(valueOf));
    };
    return valueOf;
  };

  /** The gradients of one row at the tensors `wrt`. */
  const backward = (
    valueOf: (name: string) => Value,
    cotangents: ReadonlyMap<string, Float64Array>,
    fed: ReadonlySet<string>,
    wrt: readonly string[],
    rules: RuleSet,
  ): Float64Array[] => {
    const active = new Set(wrt);
    for (const { name, inputs } of nodes)
      if (!fed.has(name) && inputs.some((from) => active.has(from))) active.add(name);
    const arrived = new Map(cotangents);
    for (const { name, op, inputs } of nodes.toReversed()) {
      const cotangent = arrived.get(name);
      if (!cotangent || fed.has(name) || !inputs.some((from) => active.has(from))) continue;
      const gradients = throughRule(op, rules, cotangent, inputs.map(valueOf), valueOf(name));
      inputs.forEach((from, i) => {
        const before = arrived.get(from);
        arrived.set(from, before ? before.map((sum, at) => sum + gradients[i]![at]!) : gradients[i]!);
      });
    }
    return wrt.map((name) => arrived.get(name) ?? new Float64Array(sizeOf(shapes.get(name)!)));
  };

  const evaluate = (
    feeds: Tensors,
    fetches: readonly string[],
    size: number,
  ): { values: Record<string, FloatTensor>; rows: ((name: string) => Value)[] } => {
    const rows = Array.from({ length: size }, (_, row) => evaluator(feeds, row));
    const fetched = fetches.map((name) => [name, stack(rows.map((valueOf) => valueOf(name)))] as const);
    return { rows, values: Object.fromEntries(fetched) };
  };

  return {
    counts,
    inputs: [spec(input.name)],
    outputs: outputs.map(spec),
    layers: [
      { ...spec(input.name), kind: 'input', op: 'Input', inputs: [] },
      ...nodes.map(({ name, op, inputs }): Layer => ({
        ...spec(name),
        kind: op.kind,
        op: op.name,
        inputs,
        ...(op.pointwise && { pointwise: true }),
        ...(op.permutation && { permutation: [0, ...op.permutation.map((axis) => axis + 1)] }),
      })),
    ],
    runtime: { name: 'analytic', version: '1', engine: 'typescript', fallbacks: [] },
    metadata: {},
    notes: [],
    ruleSets,
    async run(feeds: Tensors, fetches: readonly string[], { signal }: CallOptions = {}) {
      requireUse(disposed);
      throwIfAborted(signal);
      check.run(feeds, fetches);
      requireFed(input.name, nodes, new Set(Object.keys(feeds)), fetches);
      counts.run++;
      return evaluate(feeds, fetches, rowsOf(feeds)).values;
    },
    async vjp(feeds, cotangents, wrt, { fetches = [], rules = 'gradient', signal } = {}) {
      requireUse(disposed);
      throwIfAborted(signal);
      check.vjp(feeds, { cotangents, wrt, fetches, rules });
      const fed = new Set(Object.keys(feeds));
      requireFed(input.name, nodes, fed, [...fetches, ...Object.keys(cotangents), ...wrt]);
      requireRules(rules, nodes, fed, Object.keys(cotangents));
      counts.vjp++;
      const { values, rows } = evaluate(feeds, fetches, rowsOf({ ...feeds, ...arrayCotangents(cotangents) }));
      const gradients = rows.map((valueOf, row) => {
        const given = Object.entries(cotangents).map(
          ([name, cotangent]) => [name, resolve(cotangent, name, row, valueOf)] as const,
        );
        return backward(valueOf, new Map(given), fed, wrt, rules);
      });
      const stacked = wrt.map((name, i) => {
        const parts = gradients.map((row): Value => ({ data: Float32Array.from(row[i]!), shape: shapes.get(name)! }));
        return [name, stack(parts)] as const;
      });
      return { gradients: Object.fromEntries(stacked), values };
    },
    async dispose() {
      disposed = true;
    },
  };
}

/** A cotangent of one row, as an array: one-hot at the k-th largest value for a symbol. */
function resolve(cotangent: Cotangent, name: string, row: number, valueOf: (name: string) => Value): Float64Array {
  if (!('top' in cotangent)) return Float64Array.from(rowOf(asFloat(cotangent, name), row).data);
  const { data } = valueOf(name);
  const winner = ranked(data)[cotangent.top - 1];
  return Float64Array.from(data, (_, index) => (index === winner ? 1 : 0));
}

/** An operation's vjp under a rule set (see `RuleSet`). */
function throughRule(
  op: Op,
  rules: RuleSet,
  cotangent: Float64Array,
  inputs: readonly Value[],
  output: Value,
): Float64Array[] {
  if (!op.rectifies || rules === 'gradient') return op.vjp(cotangent, inputs, output);
  const positive = cotangent.map((g) => Math.max(g, 0));
  return rules === 'deconvnet' ? [positive] : op.vjp(positive, inputs, output);
}

function rowsOf(tensors: Tensors): number {
  return Object.values(tensors)[0]?.shape[0] ?? 0;
}

function rowOf({ data, shape }: FloatTensor, row: number): Value {
  const size = data.length / shape[0]!;
  return { data: data.subarray(row * size, (row + 1) * size), shape: shape.slice(1) };
}

function stack(rows: readonly Value[]): FloatTensor {
  const { data, shape } = rows[0]!;
  const out = new Float32Array(rows.length * data.length);
  rows.forEach((row, i) => out.set(row.data, i * data.length));
  return floatTensor(out, [rows.length, ...shape]);
}

function zeros(shape: readonly number[]): Value {
  return { data: new Float32Array(sizeOf(shape)), shape };
}
