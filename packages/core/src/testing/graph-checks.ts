import { XaiError } from '../errors.js';
import type { RuleSet } from '../model.js';
import type { GraphNode } from './op.js';

/**
 * @param named all that is fetched or differentiated
 * @throws XaiError `usage` where it depends on the network's input, and that is not fed
 */
export function requireFed(
  input: string,
  nodes: readonly GraphNode[],
  fed: ReadonlySet<string>,
  named: readonly string[],
): void {
  if (fed.has(input) || !before(nodes, fed, named).has(input)) return;
  throw new XaiError('usage', `What is asked for depends on the input '${input}', which is not fed. Feed it too.`);
}

/** What the named tensors are computed from, and they themselves; nothing before what is fed. */
function before(nodes: readonly GraphNode[], fed: ReadonlySet<string>, named: readonly string[]): Set<string> {
  const found = new Set(named);
  for (const { name, inputs } of nodes.toReversed())
    if (found.has(name) && !fed.has(name)) for (const input of inputs) found.add(input);
  return found;
}

/** @throws XaiError `model-unsupported` where a rule set has nothing to change */
export function requireRules(
  rules: RuleSet,
  nodes: readonly GraphNode[],
  fed: ReadonlySet<string>,
  from: readonly string[],
): void {
  const passed = before(nodes, fed, from);
  if (rules === 'gradient' || nodes.some(({ name, op }) => op.rectifies && passed.has(name) && !fed.has(name))) return;
  throw new XaiError(
    'model-unsupported',
    `The rules of ${rules} change how gradients pass ReLUs, but none lies before '${from.join("', '")}'.`,
  );
}
