import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradientRules } from '../../src/autodiff/rules/index.js';
import { withoutGradient } from '../../src/autodiff/rules/without-gradient.js';
import { fixtureOperators } from '../helpers/fixture.js';

const { operators } = JSON.parse(readFileSync(new URL('../fixtures/onnx-operators.json', import.meta.url), 'utf8')) as {
  operators: string[];
};

describe('the rule table', () => {
  it('knows every operator of the standard domain, and no others', () => {
    expect(Object.keys(gradientRules).sort()).toEqual(operators);
  });

  it('has each in exactly one state, with a reason where there is no rule', () => {
    for (const operator of operators) {
      const entry = gradientRules[operator]!;
      expect(
        ['vjp', 'zero', 'unsupported'].filter((state) => state in entry),
        operator,
      ).toHaveLength(1);
      if ('vjp' in entry) expect(withoutGradient, operator).not.toHaveProperty(operator);
      else expect('zero' in entry ? entry.zero : entry.unsupported, operator).toMatch(/\w+ \w+/);
    }
  });

  it('has a rule for every operator with a reference, but for the one that is raised to another', () => {
    const without = fixtureOperators.filter((operator) => !('vjp' in gradientRules[operator]!));
    expect(without).toEqual(['Upsample']);
  });
});
