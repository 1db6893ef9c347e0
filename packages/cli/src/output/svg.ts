import type { Drawing } from '@pellucid/core';
import { colormap as colormapOf, formatNumber, scaleEnds } from '@pellucid/core';
import { encodePng } from '../image/encode.js';

const margin = 20;
const width = 480;

/**
 * An SVG file: the overlay as an embedded PNG, with title, colour bar and numbers as text that scales. Contact sheets and
 * charts are embedded as they are.
 */
export async function encodeSvg(
  { figure, plain, legend }: Drawing,
  title: string,
  subtitle: readonly string[],
  name: string,
): Promise<string> {
  const picture = legend ? plain : figure;
  const data = Buffer.from(await encodePng(picture)).toString('base64');
  const height = Math.round((width * picture.height) / picture.width);
  const image = (top: number): string =>
    `<image x="${margin}" y="${top}" width="${width}" height="${height}" style="image-rendering:pixelated" href="data:image/png;base64,${data}"/>`;
  if (!legend) return page(height + 2 * margin, title, [image(margin)]);
  const lines = subtitle.map((line, i) => text(margin, 58 + 18 * i, 13, '#60666f', line));
  const top = 58 + 18 * subtitle.length;
  const bar = top + height + 34;
  const { colors } = colormapOf(legend.colormap);
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = Math.round((i * 255) / 16) * 3;
    return `<stop offset="${i / 16}" stop-color="rgb(${colors.subarray(at, at + 3).join()})"/>`;
  });
  const [low, high] = scaleEnds(legend.record.scale);
  const ends = [low, (low + high) / 2, high].map((value, i) =>
    text(margin + (width * i) / 2, bar + 28, 13, '#60666f', formatNumber(value), ['start', 'middle', 'end'][i]),
  );
  return page(bar + 28 + margin, title, [
    text(margin, 36, 18, '#181a1e', title),
    ...lines,
    image(top),
    text(margin, bar - 8, 13, '#181a1e', name),
    `<defs><linearGradient id="colors">${stops.join('')}</linearGradient></defs>`,
    `<rect x="${margin}" y="${bar}" width="${width}" height="12" fill="url(#colors)"/>`,
    ...ends,
  ]);
}

function page(height: number, title: string, parts: readonly string[]): string {
  const whole = width + 2 * margin;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}" role="img">`;
  return [
    head,
    `<title>${escape(title)}</title>`,
    `<rect width="${whole}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function text(x: number, y: number, size: number, color: string, content: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}" fill="${color}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
