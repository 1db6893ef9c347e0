import { formatNumber, scaleEnds } from '@pellucid/core';
import type { ScaleRecord } from '@pellucid/core';

/** Whether a scale goes from 0, as a reader expects of one of colours that begin dark. */
export function startsAtZero({ scale }: ScaleRecord): boolean {
  return scale.kind === 'diverging' || scale.min === 0;
}

/** "0 to 3.2", with a word where it does not start at 0. */
export function scaleWords(record: ScaleRecord): string {
  const [low, high] = scaleEnds(record.scale);
  return `${formatNumber(low)} to ${formatNumber(high)}${startsAtZero(record) ? '' : ' (from its lowest value)'}`;
}
