import type { Pixels } from '@pellucid/core';

type Rgb = readonly [number, number, number];

/** A picture as lines of upper half blocks: one column a pixel, one line two rows. */
export function halfBlocks({ data, width, height, channels }: Pixels, trueColor: boolean): string {
  const pixel = (x: number, y: number): Rgb => {
    const at = (y * width + x) * channels;
    return [data[at]!, data[at + 1]!, data[at + 2]!];
  };
  const code = trueColor
    ? ([r, g, b]: Rgb): string => `2;${r};${g};${b}`
    : (color: Rgb): string => `5;${nearestOf256(color)}`;
  let text = '';
  for (let y = 0; y < height; y += 2) {
    text += '  ';
    let last = '';
    for (let x = 0; x < width; x++) {
      // Below an odd last row the terminal's own background is left.
      const lower = y + 1 < height ? `48;${code(pixel(x, y + 1))}` : '49';
      const colors = `\x1b[38;${code(pixel(x, y))};${lower}m`;
      text += `${colors === last ? '' : colors}▀`;
      last = colors;
    }
    text += '\x1b[0m\n';
  }
  return text;
}

/** The colour of the 6 x 6 x 6 cube, or the gray of the ramp, that xterm's 256 colours have nearest. */
function nearestOf256([r, g, b]: Rgb): number {
  const spread = Math.max(r, g, b) - Math.min(r, g, b);
  const mean = (r + g + b) / 3;
  if (spread < 12 && mean > 8 && mean < 238) return 232 + Math.round((mean - 8) / 10);
  const level = (value: number): number => (value < 48 ? 0 : value < 115 ? 1 : Math.round((value - 55) / 40));
  return 16 + 36 * level(r) + 6 * level(g) + level(b);
}
