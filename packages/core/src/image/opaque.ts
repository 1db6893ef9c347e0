import type { Pixels, RgbPixels } from './pixels.js';

/**
 * The picture laid on a white page: `round((value * alpha + 255 * (255 - alpha)) / 255)`, as Pillow's
 * `Image.new('RGB', size, 'white').paste(picture, mask=alpha)`. White, because that is what the picture is drawn on
 * nearly everywhere; dropping alpha instead (Pillow's `convert('RGB')`) would show whatever colour the file happens to
 * keep under transparent pixels. A picture without alpha is returned as it is.
 */
export function opaque(picture: Pixels): RgbPixels {
  if (picture.channels === 3) return { ...picture, channels: 3 };
  const { data, width, height } = picture;
  const out = new Uint8ClampedArray(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const alpha = data[from + 3]!;
    const page = 255 * (255 - alpha);
    for (let channel = 0; channel < 3; channel++) {
      out[to++] = Math.round((data[from + channel]! * alpha + page) / 255);
    }
  }
  return { data: out, width, height, channels: 3 };
}
