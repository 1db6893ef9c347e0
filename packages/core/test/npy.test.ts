import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { float16ToNumber, numberToFloat16 } from '../src/float16.js';
import { readNpy, writeNpy } from '../src/npy.js';
import type { NpyDType } from '../src/npy.js';

interface Fixture {
  readonly read: readonly {
    readonly name: string;
    readonly dtype: NpyDType;
    readonly shape: readonly number[];
    readonly values: readonly string[];
    readonly file: string;
  }[];
  readonly refuse: readonly { readonly name: string; readonly file: string }[];
  readonly version3: string;
  readonly halves: { readonly values: readonly string[]; readonly bits: readonly number[] };
}

// Written by tools/reference/npy.py.
const fixture = JSON.parse(readFileSync(new URL('fixtures/npy/arrays.json', import.meta.url), 'utf8')) as Fixture;
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const pythonNumber = (text: string) =>
  ({ True: 1, False: 0, inf: Infinity, '-inf': -Infinity, nan: NaN })[text] ?? Number(text);

describe('readNpy reads what NumPy wrote', () => {
  test.each(fixture.read)('$name', ({ dtype, shape, values, file }) => {
    const bytes = bytesOf(file);
    const before = bytes.slice();
    const array = readNpy(bytes);
    expect(array.dtype).toBe(dtype);
    expect(array.shape).toEqual(shape);
    const expected = dtype === 'int64' ? values.map(BigInt) : values.map(pythonNumber);
    expect(Array.from<unknown>(array.data)).toEqual(expected);
    expect(bytes).toEqual(before);
  });

  test('from bytes at an odd place in a larger buffer', () => {
    const { file, values } = fixture.read.find(({ name }) => name === 'f8 C order')!;
    const bytes = bytesOf(file);
    const buffer = new Uint8Array(bytes.length + 3);
    buffer.set(bytes, 3);
    expect(Array.from<unknown>(readNpy(buffer.subarray(3)).data)).toEqual(values.map(Number));
  });
});

describe('writeNpy writes byte for byte what NumPy does', () => {
  const plain = fixture.read.filter(({ name }) => !/Fortran|big endian|version 2|five axes/.test(name));
  test.each(plain)('$name', ({ dtype, file }) => {
    const bytes = bytesOf(file);
    const { data, shape } = readNpy(bytes);
    expect(writeNpy(data, shape, dtype)).toEqual(bytes);
  });
});

test('float16 numbers are converted as NumPy converts them', () => {
  const { values, bits } = fixture.halves;
  expect(values.map(pythonNumber).map(numberToFloat16)).toEqual(bits);
});

test('every float16 bit pattern but NaN comes back from its number', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const number = float16ToNumber(bits);
    if (Number.isNaN(number)) expect((bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0).toBe(true);
    else if (numberToFloat16(number) !== bits) expect.fail(`${bits} became ${numberToFloat16(number)}`);
  }
});

const sides = fc.array(fc.nat(4), { maxLength: 4 });
const product = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);
const arrayOf = <Data>(make: (shape: number[], size: number) => fc.Arbitrary<Data>) =>
  sides.chain((shape) => make(shape, product(shape)).map((data) => ({ shape, data })));
const exactly = (size: number) => ({ minLength: size, maxLength: size });

const arrays = {
  float32: arrayOf((_, size) => fc.float32Array(exactly(size))),
  float64: arrayOf((_, size) => fc.float64Array(exactly(size))),
  int64: arrayOf((_, size) => fc.bigInt64Array(exactly(size))),
  int32: arrayOf((_, size) => fc.int32Array(exactly(size))),
  uint8: arrayOf((_, size) => fc.uint8Array(exactly(size))),
};

describe('what is written is read back', () => {
  test.each(Object.entries(arrays))('%s', (dtype, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<{ shape: number[]; data: Float32Array }>, ({ shape, data }) => {
        expect(readNpy(writeNpy(data, shape))).toEqual({ dtype, data, shape });
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});

test('damaged bytes are read as an array or refused, never anything else', () => {
  const file = writeNpy(Float32Array.from([1, 2, 3, 4, 5, 6]), [2, 3]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(file.length),
      (edits, cut) => {
        const bytes = file.slice(0, cut % 3 === 0 ? file.length : cut);
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        try {
          const { data, shape } = readNpy(bytes);
          expect(data.length).toBe(product(shape));
        } catch (error) {
          expect(error).toMatchObject({ name: 'XaiError', code: 'input-invalid' });
        }
      },
    ),
    { seed: 7, numRuns: 2000 },
  );
});

/** A file of version 1 with this header and so many bytes of values. */
function fileWith(header: string, size = 0): Uint8Array {
  const file = new Uint8Array(10 + header.length + size);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  file.set(Buffer.from(header, 'latin1'), 10);
  return file;
}

describe('readNpy refuses, saying why,', () => {
  const whole = writeNpy(Float32Array.from([1, 2, 3]), [3]);
  const shaped = (shape: string) => fileWith(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`, 24);
  const longHeader = whole.slice();
  longHeader.set([2, 0, 255, 255, 255, 255], 6);
  const cases: [string, Uint8Array, RegExp][] = [
    ['no bytes', new Uint8Array(), /does not begin with/],
    ['a PNG file', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /does not begin with/],
    ['a file cut off after its magic', whole.slice(0, 6), /ends after its first bytes/],
    ['a file cut off in its header', whole.slice(0, 40), /ends inside its header/],
    ['a file cut off in its values', whole.slice(0, -1), /announces 12 bytes .* but 11 follow/],
    ['more values than announced', Uint8Array.from([...whole, 0]), /announces 12 bytes .* but 13 follow/],
    ['a header of 4 GB', longHeader, /header claims 4294967295 bytes/],
    ['version 3', bytesOf(fixture.version3), /format version is 3/],
    ['no dictionary', fileWith('hello\n'), /has no 'descr'/],
    ['no shape', fileWith("{'descr': '<f4', 'fortran_order': False}\n"), /has no 'shape'/],
    ['a shape with a negative side', shaped('(-1, 6)'), /shape is \(-1, 6\)/],
    ['a shape that is not one', shaped('(2,, 3)'), /shape is \(2,, 3\)/],
    ['a side that is no safe integer', shaped('(99999999999999999999,)'), /shape is \(9{20},\)/],
    ['a huge shape', shaped('(4000000000, 4000000000)'), /larger than any file/],
    ['a large shape', shaped('(1000000, 1000000)'), /announces 4000000000000 bytes .* but 24 follow/],
    ...fixture.refuse.map(({ name, file }): [string, Uint8Array, RegExp] => [
      name,
      bytesOf(file),
      name === 'records' ? /records with named fields/ : /element type is '[<|][OUci]\d*', and only float32/,
    ]),
  ];
  test.each(cases)('%s', (_, bytes, reason) => {
    expect(() => readNpy(bytes)).toThrow(expect.objectContaining({ code: 'input-invalid' }) as Error);
    expect(() => readNpy(bytes)).toThrow(reason);
  });
});

test('a header in another order, with double quotes and Python 2 integers', () => {
  const file = fileWith('{"shape": (2L, 1L), "fortran_order": False, "descr": "<i4"}\n', 8);
  file[file.length - 8] = 5;
  expect(readNpy(file)).toEqual({ dtype: 'int32', data: Int32Array.of(5, 0), shape: [2, 1] });
});

describe('writeNpy refuses', () => {
  test('a shape of another size', () => {
    expect(() => writeNpy(new Float32Array(5), [2, 3])).toThrow(/holds 6 values, but 5/);
    expect(() => writeNpy(new Float32Array(6), [-2, -3])).toThrow(/holds 6 values/);
  });
  test('a dtype that the values do not have', () => {
    expect(() => writeNpy(new Float32Array(1), [1], 'int32')).toThrow(/Float32Array cannot be written as int32/);
  });
});
