import { describe, expect, it } from 'vitest';
import type { Axes, Role, Sides } from '../../src/onnx/axes/atom.js';
import { createAtom, hasSide, isPurely, join, resized, roleOf } from '../../src/onnx/axes/atom.js';
import { reshapeAxes } from '../../src/onnx/axes/reshape.js';

const axesOf = (...axes: readonly (readonly [number | null, Role | null])[]): Axes =>
  axes.map(([size, role]) => [createAtom(size, role)]);
const map = (batch: number | null): Axes => axesOf([batch, 'batch'], [4, null], [6, 'height'], [10, 'width']);
const reshaped = (axes: Axes, shape: Sides): Axes => reshapeAxes(axes, shape, (side) => [createAtom(side)]);
/** The axes as text: sizes, and the first letter of a role. */
const show = (axes: Axes): string =>
  axes.map((axis) => axis.map((atom) => `${atom.size ?? 'N'}${roleOf(atom)?.[0] ?? ''}`).join('*')).join(' ');

describe.each([null, 1, 2])('reshaping a map whose batch is %s', (batch) => {
  const n = `${batch ?? 'N'}b`;
  const times = (count: number): number | null => (batch === null ? null : batch * count);

  it.each<[string, Sides, string]>([
    ['flattens positions to tokens', [batch, 4, 60], `${n} 4 6h*10w`],
    ['splits an axis, whose parts mean what it means', [batch, 4, 2, 3, 10], `${n} 4 2h 3h 10w`],
    ['puts parts before the batch where they are outermost', [times(2), 2, 6, 10], `${n}*2 2 6h 10w`],
    ['adds sides of 1', [batch, 1, 4, 6, 10, 1], `${n} 1 4 6h 10w 1`],
    ['knows nothing where sides do not divide', [batch, 5, 48], `${n} 5 48`],
  ])('%s', (_, shape, expected) => {
    expect(show(reshaped(map(batch), shape))).toBe(expected);
  });

  it('finds its way back from tokens and from windows', () => {
    const tokens = reshaped(map(batch), [batch, 4, 60]);
    expect(show(reshaped(tokens, [batch, 4, 6, 10]))).toBe(show(map(batch)));
    const [rows, channels, height, width] = map(batch);
    const six = reshaped([rows!, height!, width!, channels!], [batch, 3, 2, 2, 5, 4]);
    const windows = reshaped([six[0]!, six[1]!, six[3]!, six[2]!, six[4]!, six[5]!], [times(6), 2, 5, 4]);
    expect(show(windows)).toBe(`${n}*3h*2w 2h 5w 4`);
    expect(isPurely(windows[0], 'batch')).toBe(false);
    const back = reshaped(windows, [batch, 3, 2, 2, 5, 4]);
    expect(show(back)).toBe(`${n} 3h 2w 2h 5w 4`);
    // A side that is cut elsewhere than before.
    const whole = reshaped([back[0]!, back[1]!, back[3]!, back[2]!, back[4]!, back[5]!], [batch, 6, 10, 4]);
    expect(show(reshaped(whole, [batch, 2, 3, 5, 2, 4]))).toBe(`${n} 2h 3h 5w 2w 4`);
  });
});

describe('atoms', () => {
  it('learn a meaning from those they were joined to, later and along a chain', () => {
    const atoms = [createAtom(3), createAtom(3), createAtom(3)] as const;
    join(atoms[0], atoms[1]);
    join(atoms[1], atoms[2]);
    join(atoms[2], createAtom(3, 'width'));
    expect(atoms.map(roleOf)).toEqual(['width', 'width', 'width']);
  });

  it('keep different meanings apart', () => {
    const [height, width] = [createAtom(3, 'height'), createAtom(3, 'width')];
    join(height, width);
    expect([roleOf(height), roleOf(width)]).toEqual(['height', 'width']);
  });

  it('are no part of themselves, whatever is joined', () => {
    const whole = createAtom(6);
    const part = createAtom(3, null, whole);
    join(part, whole);
    join(whole, part);
    expect(roleOf(part)).toBeNull();
    expect(roleOf(whole)).toBeNull();
  });

  it('give a cropped axis their meaning, unless it is the batch', () => {
    const [height, rows] = axesOf([6, 'height'], [4, 'batch']);
    expect(show([resized(height!, 5), resized(rows!, 1)])).toBe('5h 1');
    expect([hasSide(height!, 6), hasSide(height!, null), hasSide([createAtom(null, 'batch')], null)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
