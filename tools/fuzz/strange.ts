import type { Random } from '@pellucid/core';
import { pick } from './random.js';

/** A number that is not what anyone expects; sides of some millions are within reach of a machine's memory. */
export function strange(random: Random): bigint {
  return pick(random, [
    0n,
    1n,
    2n,
    3n,
    -1n,
    -2n,
    7n,
    1000n,
    65_536n,
    10n ** 7n,
    2n ** 28n,
    2n ** 31n - 1n,
    2n ** 31n,
    2n ** 32n,
    2n ** 40n,
    2n ** 62n,
    2n ** 63n - 1n,
    -(2n ** 31n),
    -(2n ** 63n),
    BigInt(random.integer(100)),
  ]);
}

/** Names that are none, or mean something elsewhere. */
export const strangeNames = [
  '',
  'x',
  '\0',
  '../x',
  'é'.repeat(3),
  '\uFFFD',
  'a b',
  '__proto__',
  'constructor',
  'toString',
  'N',
  'w'.repeat(70_000),
];

/** Operators that are none, or want other inputs than most. */
// prettier-ignore
export const strangeOps = ['', 'Foo', 'conv', 'Conv ', 'Add', 'Loop', 'If', 'Scan', 'Constant', 'Identity', 'Reshape', 'Shape', 'Size', 'NonZero', 'Optional', 'SequenceEmpty', 'RandomNormal', 'Multinomial', 'LSTM', 'GRU', 'MaxPool', 'MaxUnpool', 'Gather', 'ScatterND', 'Split', 'Einsum', 'Unique', 'StringNormalizer', 'QLinearConv', 'QuantizeLinear', 'ConvTranspose', 'Resize', 'Upsample', 'Expand', 'Tile', 'ConstantOfShape', 'toString', '__proto__'];

/** Where weights must not be read from, and where they are not. */
export const strangePaths = [
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\x',
  '..',
  '',
  'a/../../b',
  'file:///etc/passwd',
  'http://x/y',
  'weights.bin\0',
  'weights.bin',
  'missing.bin',
];
