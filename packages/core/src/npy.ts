import { XaiError } from './errors.js';
import { float16ToNumber, numberToFloat16 } from './float16.js';
import { sizeOf } from './tensor.js';

/** How the values of each element type are held: float16 as the same numbers in float32, bool as 0 and 1. */
interface NpyData {
  float32: Float32Array;
  float64: Float64Array;
  float16: Float32Array;
  int64: BigInt64Array;
  int32: Int32Array;
  uint8: Uint8Array;
  bool: Uint8Array;
}

/** Element types of the `.npy` files that are read and written. */
export type NpyDType = keyof NpyData;

/** What a `.npy` file holds: `data` in row-major order, whatever the order in the file. */
export type NpyArray = {
  [D in NpyDType]: { readonly dtype: D; readonly data: NpyData[D]; readonly shape: readonly number[] };
}[NpyDType];

interface Header {
  readonly dtype: NpyDType;
  /** Whether the bytes of each value are in the other order than on this machine. */
  readonly swapped: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values begin, in bytes from the start of the file. */
  readonly start: number;
}

/** NumPy's letter and the width in bytes. */
const codes: Readonly<Record<NpyDType, string>> = {
  float32: 'f4',
  float64: 'f8',
  float16: 'f2',
  int64: 'i8',
  int32: 'i4',
  uint8: 'u1',
  bool: 'b1',
};

const MAGIC = [0x93, ...Array.from('NUMPY', (letter) => letter.charCodeAt(0))];
/** A writer pads the header so that the values begin at a multiple of this. */
const ALIGNMENT = 64;
/** Longer headers are not read: none of a plain array comes near it. */
const MAX_HEADER = 65_536;
const HOST_ORDER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? '<' : '>';

/**
 * Reads a NumPy `.npy` file of version 1 or 2, in C or Fortran order, little or big endian.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param bytes the whole file; neither changed nor kept
 * @throws XaiError `input-invalid` for anything but a whole file that holds one array of a type above
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const { dtype, swapped, fortranOrder, shape, start } = readHeader(bytes);
  const width = byteWidth(dtype);
  const expected = sizeOf(shape) * width;
  const present = bytes.length - start;
  if (expected !== present) {
    throw invalid(
      `its header announces ${expected} bytes of values (${dtype} [${shape.join(', ')}]), but ${present} follow: the file is cut off, damaged, or not a single array`,
    );
  }
  const source = bytes.subarray(start);
  const values = fortranOrder ? rowMajor(source, shape, width) : Uint8Array.from(source);
  if (swapped) swapBytes(values, width);
  return decode(dtype, values.buffer, shape);
}

/**
 * Writes a NumPy `.npy` file (version 1, C order, little endian), byte for byte as `numpy.save` does.
 *
 * @param data row-major values
 * @param dtype default: that of the typed array. `float16` (from Float32Array, rounded to the nearest) and `bool`
 *   (from Uint8Array, 0 or not) must be asked for
 * @throws XaiError `usage` when data, shape and dtype do not belong together
 */
export function writeNpy(data: NpyArray['data'], shape: readonly number[], dtype?: NpyDType): Uint8Array {
  if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0) || sizeOf(shape) !== data.length) {
    throw new XaiError(
      'usage',
      `An array of shape [${shape.join(', ')}] holds ${sizeOf(shape)} values, but ${data.length} were given.`,
    );
  }
  const { code, values } = encode(data, dtype);
  const width = Number(code.slice(1));
  if (HOST_ORDER === '>') swapBytes(values, width);
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const descr = `${width === 1 ? '|' : '<'}${code}`;
  // NumPy leaves room for the first side to grow to 21 digits.
  const spare = ' '.repeat(shape.length === 0 ? 0 : 21 - String(shape[0]).length);
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }${spare}`;
  const lead = MAGIC.length + 4;
  const start = Math.ceil((lead + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const length = start - lead;
  const file = new Uint8Array(start + values.length);
  file.set([...MAGIC, 1, 0, length & 255, length >> 8]);
  file.set(
    Array.from(`${dictionary.padEnd(length - 1)}\n`, (letter) => letter.charCodeAt(0)),
    lead,
  );
  file.set(values, start);
  return file;
}

function invalid(reason: string): XaiError {
  return new XaiError(
    'input-invalid',
    `This is not a .npy file that can be read: ${reason}. Save one array of numbers with numpy.save.`,
  );
}

function byteWidth(dtype: NpyDType): number {
  return Number(codes[dtype].slice(1));
}

function readHeader(bytes: Uint8Array): Header {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw invalid('it does not begin with the bytes \\x93NUMPY');
  const version = bytes[6];
  if (version !== 1 && version !== 2) {
    throw invalid(
      version === undefined ? 'it ends after its first bytes' : `its format version is ${version}, not 1 or 2`,
    );
  }
  const lead = version === 1 ? 10 : 12;
  if (bytes.length < lead) throw invalid('it ends inside its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = lead + length;
  if (length > MAX_HEADER) throw invalid(`its header claims ${length} bytes`);
  if (start > bytes.length) throw invalid('it ends inside its header');
  const text = Array.from(bytes.subarray(lead, start), (byte) => String.fromCharCode(byte)).join('');
  return { ...readDescr(text), fortranOrder: readOrder(text), shape: readShape(text), start };
}

/** The value of a key of the header, which is a Python dictionary written out; `pattern` has one group. */
function field(header: string, key: string, pattern: string): string {
  const value = new RegExp(`['"]${key}['"]\\s*:\\s*${pattern}`).exec(header)?.[1];
  if (value !== undefined) return value;
  throw invalid(`its header has no '${key}' that can be understood: ${header.trim().slice(0, 120)}`);
}

function readDescr(header: string): Pick<Header, 'dtype' | 'swapped'> {
  const text = field(header, 'descr', `(\\[|'[^']*'|"[^"]*")`);
  if (text === '[') throw invalid('its elements are records with named fields, not numbers');
  const descr = text.slice(1, -1);
  const [, order = '', code = ''] = /^([<>|=])(.+)$/.exec(descr) ?? [];
  const dtype = Object.keys(codes)
    .filter(isNpyDType)
    .find((name) => codes[name] === code);
  if (dtype === undefined) {
    const known = Object.entries(codes).map(([name, letters]) => `${name} (${letters})`);
    throw invalid(`its element type is '${descr}', and only ${known.join(', ')} can be read`);
  }
  return { dtype, swapped: (order === '<' || order === '>') && order !== HOST_ORDER };
}

function isNpyDType(name: string): name is NpyDType {
  return Object.hasOwn(codes, name);
}

function readOrder(header: string): boolean {
  return field(header, 'fortran_order', '(True|False)') === 'True';
}

function readShape(header: string): number[] {
  const text = field(header, 'shape', '\\(([^)]*)\\)');
  const sides = text.split(',').map((side) => side.trim());
  // A tuple of one ends with a comma, and an empty one has no text at all.
  if (sides.at(-1) === '') sides.pop();
  const shape = sides.map((side) => (/^\d+L?$/.test(side) ? parseInt(side, 10) : NaN));
  if (!shape.every(Number.isSafeInteger)) throw invalid(`its shape is (${text})`);
  if (!Number.isSafeInteger(sizeOf(shape))) throw invalid(`its shape (${text}) is larger than any file`);
  return shape;
}

/** The bytes of a Fortran-order array (the first axis is contiguous), put into row-major order. */
function rowMajor(source: Uint8Array, shape: readonly number[], width: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(source.length);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)) * width);
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0, from = 0; to < values.length; to += width) {
    for (let byte = 0; byte < width; byte++) values[to + byte] = source[from + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}

/** Reverses the bytes of each value in place. */
function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

function decode(dtype: NpyDType, buffer: ArrayBuffer, shape: readonly number[]): NpyArray {
  switch (dtype) {
    case 'float32':
      return { dtype, data: new Float32Array(buffer), shape };
    case 'float64':
      return { dtype, data: new Float64Array(buffer), shape };
    case 'float16':
      return { dtype, data: Float32Array.from(new Uint16Array(buffer), float16ToNumber), shape };
    case 'int64':
      return { dtype, data: new BigInt64Array(buffer), shape };
    case 'int32':
      return { dtype, data: new Int32Array(buffer), shape };
    case 'uint8':
      return { dtype, data: new Uint8Array(buffer), shape };
    case 'bool':
      return { dtype, data: new Uint8Array(buffer).map((value) => (value === 0 ? 0 : 1)), shape };
  }
}

/** The values as bytes in this machine's order (a copy), and NumPy's code for them. */
function encode(data: NpyArray['data'], dtype: NpyDType | undefined): { code: string; values: Uint8Array } {
  const natural = dtypeOf(data);
  const copy = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (dtype === undefined || dtype === natural) return { code: codes[natural], values: copy };
  if (dtype === 'float16' && data instanceof Float32Array) {
    return { code: codes.float16, values: new Uint8Array(Uint16Array.from(data, numberToFloat16).buffer) };
  }
  if (dtype === 'bool' && data instanceof Uint8Array) {
    return { code: codes.bool, values: data.map((value) => (value === 0 ? 0 : 1)) };
  }
  throw new XaiError(
    'usage',
    `Values in a ${data.constructor.name} cannot be written as ${dtype}. Convert them first.`,
  );
}

function dtypeOf(data: NpyArray['data']): NpyDType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int32Array) return 'int32';
  return 'uint8';
}
