import { expect, test } from 'vitest';
import { toGray } from '../../src/image/gray.js';
import { opaque } from '../../src/image/opaque.js';
import { checkPixels } from '../../src/image/pixels.js';
import { bytes, fixture, rgb } from './fixture.js';

interface Pillow {
  onWhite: { width: number; height: number; rgba: string; rgb: string };
  gray: { width: number; height: number; rgb: string; l: string };
}

const { onWhite, gray } = fixture('image/pillow.json') as Pillow;

test('a transparent picture is laid on white as Pillow pastes it', () => {
  const { width, height } = onWhite;
  const out = opaque({ data: bytes(onWhite.rgba), width, height, channels: 4 });
  expect(out.channels).toBe(3);
  expect([...out.data]).toEqual([...bytes(onWhite.rgb)]);
});

test('an opaque picture stays itself', () => {
  const picture = rgb(new Uint8Array([1, 2, 3]), 1, 1);
  expect(opaque(picture).data).toBe(picture.data);
});

test("grey is Pillow's convert('L') in all three channels", () => {
  const out = toGray(rgb(bytes(gray.rgb), gray.width, gray.height));
  expect([...out.data]).toEqual([...bytes(gray.l)].flatMap((luma) => [luma, luma, luma]));
});

test('a picture whose data does not fit its sides is refused', () => {
  expect(() => checkPixels({ data: new Uint8Array(11), width: 2, height: 2, channels: 3 })).toThrow(
    'holds 12 values, but 11 were given',
  );
  expect(() => checkPixels({ data: new Uint8Array(0), width: 0, height: 2, channels: 3 })).toThrow(
    'at least one pixel',
  );
});
