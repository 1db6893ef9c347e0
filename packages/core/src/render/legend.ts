import type { Coloring } from './heatmap.js';
import { heatmap } from './heatmap.js';
import { formatNumber } from './format.js';
import { createImage, drawImage, fillRect } from './image.js';
import type { Image } from './image.js';
import type { PageStyle } from './page.js';
import { scaleEnds } from './scale.js';
import type { Scale, ScaleRecord } from './scale.js';
import { drawText, ellipsize, lineHeight, textWidth } from './text.js';

export interface LegendOptions {
  readonly colormap: Coloring['colormap'];
  readonly record: ScaleRecord;
  /** What the numbers are, with their unit: `attribution (logit)`. */
  readonly name: string;
  /** How the scale was chosen, in words. Default: from the record. */
  readonly note?: string;
  /** Pixels. */
  readonly width: number;
}

/** In words, which scale the colours have. */
function describeScale({ chosen, percentile }: ScaleRecord): string {
  if (chosen === 'fixed') return 'fixed scale';
  return percentile === 100 ? 'scale: this map' : `scale: this map, percentile ${percentile}`;
}

/**
 * A colour bar with its numbers: the name and how the scale was chosen above it, the values at both ends and in the
 * middle below it. An end beyond which values were cut off is marked `≤` or `≥`.
 */
export function legend(
  { colormap, record, name, note = describeScale(record), width }: LegendOptions,
  page: PageStyle,
): Image {
  const { theme, scale: zoom } = page;
  const text = { font: 'regular', scale: zoom } as const;
  const line = lineHeight(text);
  const barHeight = 12 * zoom;
  const tick = 4 * zoom;
  const image = createImage(width, 2 * line + 4 * zoom + barHeight + tick, theme.background);

  const noteWidth = textWidth(note, text);
  const label = ellipsize(name, width - noteWidth - 12 * zoom, text);
  drawText(image, label, 0, 0, { ...text, color: theme.text });
  drawText(image, note, width - noteWidth, 0, { ...text, color: theme.muted });

  const barTop = line + 4 * zoom;
  drawImage(image, colorBar(colormap, width, barHeight), 0, barTop);
  const [low, high] = scaleEnds(record.scale);
  const middle = (low + high) / 2;
  const { below, above } = record.clipped;
  const labels = [
    `${below > 0 ? '≤ ' : ''}${formatNumber(low)}`,
    formatNumber(middle),
    `${above > 0 ? '≥ ' : ''}${formatNumber(high)}`,
  ];
  labels.forEach((value, i) => {
    const x = Math.round(((width - zoom) * i) / 2);
    fillRect(image, { x, y: barTop + barHeight, width: zoom, height: tick }, theme.line);
    const valueWidth = textWidth(value, text);
    const left = Math.min(width - valueWidth, Math.max(0, x - Math.round(valueWidth / 2)));
    drawText(image, value, left, barTop + barHeight + tick, { ...text, color: theme.muted });
  });
  return image;
}

/** The colours from the low end to the high one, left to right. */
function colorBar(colormap: Coloring['colormap'], width: number, height: number): Image {
  const data = Float32Array.from({ length: width }, (_, x) => x / Math.max(1, width - 1) - 0.5);
  const scale: Scale =
    colormap.kind === 'diverging' ? { kind: 'diverging', limit: 0.5 } : { kind: 'sequential', min: -0.5, max: 0.5 };
  const row = heatmap({ data, shape: [1, width] }, { colormap, scale });
  const bar = createImage(width, height, [0, 0, 0]);
  for (let y = 0; y < height; y++) drawImage(bar, row, 0, y);
  return bar;
}
