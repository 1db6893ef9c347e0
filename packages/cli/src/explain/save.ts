import { join } from 'node:path';
import type { Recipe } from '@pellucid/core';
import type { Format } from '../arguments/explain-request.js';
import { encodePng } from '../image/encode.js';
import { encodeValues } from '../output/array.js';
import { encodeSvg } from '../output/svg.js';
import { writeFiles } from '../output/write.js';
import type { Explanation } from './explain-source.js';

/** Writes an explanation in the formats that were asked for, all files or none, and returns its record. */
export async function saveExplanation(
  explanation: Explanation,
  folder: string,
  base: string,
  formats: readonly Format[],
): Promise<Recipe> {
  const recipe = explanation.recipe(Object.fromEntries(formats.map((format) => [format, `${base}.${format}`])));
  const files = new Map<string, Uint8Array | string>();
  for (const format of formats) files.set(join(folder, `${base}.${format}`), await encode(format, explanation, recipe));
  await writeFiles(files);
  return recipe;
}

function encode(
  format: Format,
  { attribution, drawing, title, subtitle, unit }: Explanation,
  recipe: Recipe,
): Promise<Uint8Array | string> | Uint8Array | string {
  switch (format) {
    case 'png':
      return encodePng(drawing.figure);
    case 'npy':
      return encodeValues(attribution.values);
    case 'json':
      return `${JSON.stringify(recipe, null, 2)}\n`;
    case 'svg':
      return encodeSvg(drawing, title, subtitle, unit);
  }
}
