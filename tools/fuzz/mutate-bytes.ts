import type { Random } from '@pellucid/core';
import { pick } from './random.js';

/** A change of a file's bytes; `other` is another model file. */
export type ByteMutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** Changes that know nothing of the format. */
export const byteMutations: Readonly<Record<string, ByteMutation>> = {
  'cut off': (bytes, random) => bytes.subarray(0, random.integer(bytes.length)),
  'bits flipped': (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.integer(8))),
  'bytes replaced': (bytes, random) =>
    changed(bytes, random, () => pick(random, [0, 1, 0x7f, 0x80, 0xff, random.integer(256)])),
  'two files spliced': (bytes, random, other) =>
    joined(bytes.subarray(0, random.integer(bytes.length)), other.subarray(random.integer(other.length))),
  'a piece of another file inside': (bytes, random, other) => {
    const at = random.integer(bytes.length);
    const from = random.integer(other.length);
    return joined(
      bytes.subarray(0, at),
      other.subarray(from, from + random.integer(400)),
      bytes.subarray(at + random.integer(400)),
    );
  },
  'two whole files': (bytes, _random, other) => joined(bytes, other),
  'a length past the end': (bytes, random) => {
    const places = lengthsOf(bytes);
    if (places.length === 0) return bytes;
    const { start, end } = pick(random, places);
    const length = pick(random, [
      [0xff, 0x7f],
      [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [random.integer(128)],
    ]);
    return joined(bytes.subarray(0, start), Uint8Array.from(length), bytes.subarray(end));
  },
  'open groups without an end': (bytes, random) =>
    joined(bytes, new Uint8Array(10 ** (1 + random.integer(5))).fill((30 << 3) | 3)),
  // Protobuf merges what is appended: a node, an input or an initializer more, each a message in a message in a message.
  'messages in messages': (bytes, random) => {
    const depth = pick(random, [20, 99, 101, 400, 3000, 30_000]);
    const path = pick(random, nestings);
    return joined(bytes, nested(depth, path));
  },
  noise: (_bytes, random) => Uint8Array.from({ length: random.integer(300) }, () => random.integer(256)),
};

/** One to eight bytes changed, near the beginning or the end of the file half of the time, where there is more than weights. */
function changed(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const out = bytes.slice();
  for (let i = 0; i <= random.integer(8); i++) {
    const near = random.integer(Math.min(bytes.length, 400));
    const at = pick(random, [
      near,
      bytes.length - 1 - near,
      random.integer(bytes.length),
      random.integer(bytes.length),
    ]);
    out[at] = change(out[at]!);
  }
  return out;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Where the lengths of messages and strings stand, read as if all that could be a message were one. */
function lengthsOf(bytes: Uint8Array): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  const visit = (from: number, to: number, depth: number): void => {
    let at = from;
    const varint = (): number => {
      let value = 0;
      for (let shift = 0; at < to; shift += 7) {
        const byte = bytes[at++]!;
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) break;
      }
      return value;
    };
    while (at < to && places.length < 2000) {
      const tag = varint();
      const wire = tag & 7;
      if (wire === 0) varint();
      else if (wire === 5) at += 4;
      else if (wire === 1) at += 8;
      else if (wire === 2) {
        const start = at;
        const length = varint();
        if (at + length > to) return;
        places.push({ start, end: at });
        if (depth < 6 && length < 100_000) visit(at, at + length, depth + 1);
        at += length;
      } else return;
    }
  };
  visit(0, bytes.length, 0);
  return places;
}

/** Numbers of the fields from the graph to the innermost message: the beginning, and what repeats. */
interface Nesting {
  readonly start: readonly number[];
  readonly cycle: readonly number[];
}

const nestings: readonly Nesting[] = [
  // A node's attribute's graph's node's ...
  { start: [7], cycle: [1, 5, 6] },
  // An input's type is a sequence of sequences of ...
  { start: [7, 11, 2], cycle: [4, 1] },
  // A node's attribute's type, optional of optional of ...
  { start: [7, 1, 5, 14], cycle: [9, 1] },
  // A field that nobody knows, in itself.
  { start: [7], cycle: [100] },
];

function nested(depth: number, { start, cycle }: Nesting): Uint8Array {
  const headers: Uint8Array[] = [];
  let length = 0;
  const wrap = (field: number): void => {
    const header = Uint8Array.from([...varint(field * 8 + 2), ...varint(length)]);
    headers.push(header);
    length += header.length;
  };
  for (let level = 0; level < depth; level++) cycle.toReversed().forEach(wrap);
  start.toReversed().forEach(wrap);
  return joined(...headers.reverse());
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}
