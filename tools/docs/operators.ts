import { table } from './markdown.js';

/** What the rule table says of an operator. */
type OperatorState = { readonly vjp: unknown } | { readonly zero: string } | { readonly unsupported: string };

/** The page on which operators of the ONNX standard domain gradients pass. */
export function operatorsPage(rules: Readonly<Record<string, OperatorState>>): string {
  const names = Object.keys(rules).sort();
  const count = (state: string): number => names.filter((name) => describe(rules[name]!)[0] === state).length;
  return [
    '# Operators and gradients',
    'Every operator of the ONNX standard domain is in one of three states. **rule**: gradients pass it. **zero gradient**: ' +
      'its output does not change with its input, or only in steps, so nothing flows back. **not yet**: a gradient that would ' +
      'have to pass it is refused, with the operator, the node and the path to it; methods without gradients, and feature ' +
      'layers behind it, still work.',
    `${count('rule')} have a rule, ${count('zero gradient')} zero gradient, ${count('not yet')} none yet. ` +
      'Graphs older than opset 17 are raised to it first.',
    table(
      names.map((name) => [name, ...describe(rules[name]!)]),
      ['operator', 'state', 'reason'],
    ),
  ].join('\n\n');
}

/** State and reason. */
function describe(state: OperatorState): [state: string, reason: string] {
  if ('vjp' in state) return ['rule', ''];
  return 'zero' in state ? ['zero gradient', state.zero] : ['not yet', state.unsupported];
}
