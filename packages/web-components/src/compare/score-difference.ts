import { formatNumber, nameOfClass } from '@pellucid/core';
import type { ScoredClass, TopClasses } from '@pellucid/core';

/**
 * How far the scores of two networks are apart, in words: by the classes that are in both lists, found by their names, or by
 * their numbers where they have none.
 */
export function describeScoreDifference(a: TopClasses, b: TopClasses): string {
  if (a.quantity !== b.quantity) return 'The two give scores of different kinds.';
  const isSameFirst = keyOf(a.classes[0]) === keyOf(b.classes[0]);
  const first = isSameFirst || a.quantity === 'value' ? '' : 'The two predict different classes. ';
  const ofB = new Map(b.classes.map((each) => [keyOf(each), each.score]));
  const shared = a.classes.flatMap((each) => {
    const other = ofB.get(keyOf(each));
    return other === undefined ? [] : [{ ...each, difference: Math.abs(other - each.score) }];
  });
  if (shared.length === 0) return `${first}No class is in both lists.`;
  const most = shared.reduce((largest, each) => (each.difference > largest.difference ? each : largest));
  if (most.difference === 0) return `${first}The scores of classes in both lists are the same.`;
  const amount =
    a.quantity === 'value' ? formatNumber(most.difference) : `${formatNumber(most.difference * 100)} percentage points`;
  return `${first}Scores of classes in both lists differ by at most ${amount} (${most.label ?? nameOfClass(most.index, null)}).`;
}

function keyOf(scored: ScoredClass | undefined): string | undefined {
  return scored && (scored.label ?? String(scored.index));
}
