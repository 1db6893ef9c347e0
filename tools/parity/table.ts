import { table } from '../docs/markdown.js';
import type { EngineParity } from './campaign.js';
import type { Agreement } from './compare.js';
import { logitTolerance } from './compare.js';
import { allowedByKinks } from '@pellucid/core/testing';
import type { KinkVerdict } from '@pellucid/core/testing';

const order: readonly KinkVerdict[] = ['right', 'unknown', 'wrong'];

/** The input at which an engine comes nearest, of what is allowed there: at others it may be on another side of a kink. */
export function best(agreements: readonly Agreement[]): Agreement {
  const part = ({ error, k, verdict }: Agreement): number[] => [order.indexOf(verdict), error / allowedByKinks(k)];
  return agreements.reduce((a, b) => {
    const [[rankA = 0, partA = 0], [rankB = 0, partB = 0]] = [part(a), part(b)];
    return rankB < rankA || (rankB === rankA && partB < partA) ? b : a;
  });
}

/** Whether the engine says what the reference does: all logits, and each method at its best input. */
export function isSame({ logits, methods }: EngineParity): boolean {
  return logits <= logitTolerance && methods.every(({ agreements }) => best(agreements).verdict !== 'wrong');
}

/** One row a method, one column an engine: the error at its best input, k there, and at how many it is right. */
export function parityTable(engines: readonly EngineParity[]): string {
  const head = ['method', ...engines.map(({ engine }) => engine)];
  const logits = [
    'logits, absolute',
    ...engines.map((engine) => `${number(engine.logits)}${mark(engine.logits <= logitTolerance)}`),
  ];
  const rows = engines[0]!.methods.map(({ id }, i) => [
    id,
    ...engines.map(({ methods }) => cell(methods[i]!.agreements)),
  ]);
  return table([logits, ...rows], head);
}

/** What the table does not tell of those beyond the rule, and of refusals. */
export function reasons(engines: readonly EngineParity[]): string[] {
  return engines.flatMap(({ engine, methods }) =>
    methods.flatMap(({ id, agreements }) =>
      agreements.flatMap(({ verdict, reason, error, k, moved }, i) => {
        if (verdict !== 'wrong' && reason === '') return [];
        const near =
          moved === null ? '' : `; against the reference at an input moved by at most 3e-6: ${number(moved)}`;
        return [`${engine}, ${id}, input ${i + 1}: ${number(error)} (k ${number(k)})${near}${reason && `; ${reason}`}`];
      }),
    ),
  );
}

function cell(agreements: readonly Agreement[]): string {
  const { error, k, verdict } = best(agreements);
  const right = agreements.filter((agreement) => agreement.verdict === 'right').length;
  const words = verdict === 'unknown' ? ', k too large to be evidence' : '';
  return `${number(error)} (k ${number(k)}, ${right} of ${agreements.length})${words}${mark(verdict !== 'wrong')}`;
}

const mark = (fine: boolean): string => (fine ? '' : ' **differs**');

const number = (value: number): string => (value === 0 ? '0' : value.toExponential(1));
