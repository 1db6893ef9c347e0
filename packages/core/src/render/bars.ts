import { XaiError } from '../errors.js';
import { formatNumber } from './format.js';
import { createImage, fillRect } from './image.js';
import type { Image, Rgb } from './image.js';
import { framedPage, headingBlock, MIN_WIDTH, themes } from './page.js';
import type { PageStyle, ThemeName } from './page.js';
import { drawText, ellipsize, lineHeight, textWidth } from './text.js';

/** The strong blue and red of the colour map `rdbu`. */
const NEGATIVE: Rgb = [67, 133, 190];
const POSITIVE: Rgb = [200, 73, 70];

export interface BarChart {
  /** Raw values, one per bar. */
  readonly values: Float32Array;
  /** Default: the index. */
  readonly labels?: readonly string[];
  readonly title: string;
  readonly subtitle?: readonly string[];
  /** How many bars at most: those of largest size, in their order of size. Default 20. */
  readonly count?: number;
  /** Pixels inside the margins. Default 448. */
  readonly width?: number;
  readonly theme?: ThemeName;
}

/**
 * A vector (the activation of a dense layer, the contributions of features) as horizontal bars from a common zero:
 * red to the right for positive values, blue to the left for negative ones.
 *
 * @throws XaiError `usage` when labels and values differ in number, `input-invalid` for values that are not finite
 */
export function renderBars(chart: BarChart): Image {
  const { values, labels, title, count = 20, width = MIN_WIDTH } = chart;
  if (labels !== undefined && labels.length !== values.length) {
    throw new XaiError(
      'usage',
      `A bar chart needs a label per value, but ${labels.length} labels and ${values.length} values were given.`,
    );
  }
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new XaiError(
      'input-invalid',
      'A bar chart needs at least one value and finite ones only. Look at the raw values.',
    );
  }
  const page = { theme: themes[chart.theme ?? 'light'], scale: 1 };
  const order = Array.from(values.keys())
    .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!))
    .slice(0, count);
  const rows = order.map((i) => ({ label: labels?.[i] ?? String(i), value: values[i]! }));
  const subtitle = [...(chart.subtitle ?? [])];
  if (rows.length < values.length) subtitle.push(`the ${rows.length} largest of ${values.length} values`);
  return framedPage([headingBlock(title, subtitle, width, page), bars(rows, width, page)], page);
}

function bars(
  rows: readonly { readonly label: string; readonly value: number }[],
  width: number,
  page: PageStyle,
): Image {
  const text = { font: 'regular', scale: 1 } as const;
  const rowHeight = lineHeight(text) + 4;
  const labelWidth = Math.min(Math.round(width * 0.4), Math.max(...rows.map(({ label }) => textWidth(label, text))));
  const numberWidth = Math.max(...rows.map(({ value }) => textWidth(formatNumber(value), text)));
  const room = width - labelWidth - numberWidth - 20;
  const low = Math.min(0, ...rows.map(({ value }) => value));
  const high = Math.max(0, ...rows.map(({ value }) => value));
  const perUnit = high > low ? room / (high - low) : 0;
  const zero = labelWidth + 10 + Math.round(-low * perUnit);

  const image = createImage(width, rows.length * rowHeight, page.theme.background);
  rows.forEach(({ label, value }, i) => {
    const y = i * rowHeight;
    const shown = ellipsize(label, labelWidth, text);
    drawText(image, shown, labelWidth - textWidth(shown, text), y + 2, { ...text, color: page.theme.text });
    const length = Math.round(Math.abs(value) * perUnit);
    const bar = { x: value < 0 ? zero - length : zero, y: y + 4, width: length, height: rowHeight - 8 };
    fillRect(image, bar, value < 0 ? NEGATIVE : POSITIVE);
    const number = formatNumber(value);
    drawText(image, number, width - textWidth(number, text), y + 2, { ...text, color: page.theme.muted });
  });
  fillRect(image, { x: zero, y: 0, width: 1, height: image.height }, page.theme.line);
  return image;
}
