import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../src/onnx/graph.js';
import { ancestors, consumersOf, producersOf, reachableFrom, reads, sortNodes } from '../../src/onnx/topology.js';
import { graphOf, node, value } from './support.js';

//      x -> a -> b -> d -> y
//            \-> c --/
const nodes = [
  node('Relu', ['x'], ['a']),
  node('Split', ['a'], ['b', 'unused']),
  node('Neg', ['a'], ['c']),
  node('Add', ['b', 'c'], ['d']),
  node('Clip', ['d', '', 'd'], ['y', '']),
];
const [relu, split, neg, add, clip] = nodes as [GraphNode, GraphNode, GraphNode, GraphNode, GraphNode];

describe('who makes and who reads', () => {
  it('omitted inputs and outputs do not count', () => {
    expect(Object.fromEntries(producersOf(nodes))).toEqual({
      a: relu,
      b: split,
      unused: split,
      c: neg,
      d: add,
      y: clip,
    });
    expect(Object.fromEntries(consumersOf(nodes))).toEqual({
      x: [relu],
      a: [split, neg],
      b: [add],
      c: [add],
      d: [clip],
    });
  });

  it('two makers of one value are an error', () => {
    expect(() => producersOf([relu, { ...neg, outputs: ['a'] }])).toThrow(
      /'a' is made by two nodes, 'Relu:a' and 'Neg:c'/,
    );
  });

  it('a subgraph reads what it does not have', () => {
    const inner = graphOf({
      nodes: [node('Add', ['i', 'b'], ['s']), node('Add', ['s', 'k'], ['t'])],
      inputs: [value('i')],
      outputs: [value('t'), value('c')],
      constants: [{ name: 'k', dtype: 'float32', shape: [0], bytes: new Uint8Array() }],
    });
    const middle = graphOf({ nodes: [node('Loop', ['m', ''], ['u'], { body: inner })], outputs: [value('u')] });
    expect(reads(node('If', ['x'], ['y'], { then_branch: middle })).sort()).toEqual(['b', 'c', 'm', 'x']);
  });
});

describe('what a computation needs', () => {
  it('is everything behind its targets', () => {
    expect(ancestors({ nodes }, ['y'])).toEqual(nodes);
    expect(ancestors({ nodes }, ['c'])).toEqual([relu, neg]);
    expect(ancestors({ nodes }, ['unused'])).toEqual([relu, split]);
    expect(ancestors({ nodes }, ['x', 'elsewhere'])).toEqual([]);
  });

  it('ends at what is fed', () => {
    expect(ancestors({ nodes }, ['y'], ['d'])).toEqual([clip]);
    expect(ancestors({ nodes }, ['y'], ['b'])).toEqual([relu, neg, add, clip]);
    expect(ancestors({ nodes }, ['y'], ['b', 'c'])).toEqual([add, clip]);
    expect(ancestors({ nodes }, ['d'], ['d'])).toEqual([]);
    // A node of two outputs is needed for the one that is not fed.
    expect(ancestors({ nodes }, ['b', 'unused'], ['b'])).toEqual([relu, split]);
  });

  it('reaches forward as far', () => {
    expect([...reachableFrom({ nodes }, ['c'])]).toEqual(['c', 'd', 'y']);
    expect([...reachableFrom({ nodes }, ['b', 'x'])].sort()).toEqual(['a', 'b', 'c', 'd', 'unused', 'x', 'y']);
    expect([...reachableFrom({ nodes }, [])]).toEqual([]);
  });
});

describe('sorting', () => {
  it('keeps an order that is right', () => {
    expect(sortNodes(nodes)).toEqual(nodes);
    const other = [relu, neg, split, add, clip];
    expect(sortNodes(other)).toEqual(other);
  });

  it('puts makers first', () => {
    expect(sortNodes([...nodes].reverse())).toEqual([relu, split, neg, add, clip]);
  });

  it('names the nodes of a cycle', () => {
    const cyclic = [node('Add', ['x', 'q'], ['p']), node('Neg', ['p'], ['q'])];
    expect(() => sortNodes(cyclic)).toThrow(/circle \('Add:p', 'Neg:q'\)/);
    expect(() => sortNodes([node('Add', ['x', 'p'], ['p'])])).toThrow(/circle \('Add:p'\)/);
  });

  it('works on nets that are deeper than the call stack', () => {
    const deep = Array.from({ length: 100_000 }, (_, index) => node('Relu', [`v${index}`], [`v${index + 1}`]));
    const sorted = sortNodes([...deep].reverse());
    expect(sorted).toEqual(deep);
    expect(ancestors({ nodes: deep }, ['v100000']).length).toBe(100_000);
    expect(reachableFrom({ nodes: deep }, ['v0']).size).toBe(100_001);
  });
});
