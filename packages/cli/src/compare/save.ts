import { basename, join } from 'node:path';
import {
  formatNumber,
  rectified,
  renderComparison,
  titleOfAttribution,
  titleOfMethod,
  withoutBatch,
} from '@pellucid/core';
import type { RenderedComparison, Similarity } from '@pellucid/core';
import { encodePng } from '../image/encode.js';
import { encodeValues } from '../output/array.js';
import { writeFiles } from '../output/write.js';
import type { Comparison } from './compare-source.js';
import type { ComparisonRecord } from './record.js';
import { labelsOf, recordOf } from './record.js';
import type { CompareWork } from './work.js';

/** Writes a comparison in the formats that were asked for, all files or none, and returns its record. */
export async function saveComparison(
  comparison: Comparison,
  work: CompareWork,
  folder: string,
  base: string,
): Promise<ComparisonRecord> {
  const formats = new Set(work.request.formats);
  const drawn = formats.has('png') ? draw(comparison, work) : null;
  const contents = new Map<string, Uint8Array | string>();
  if (drawn) contents.set('png', await encodePng(drawn.image));
  if (formats.has('npy')) {
    contents.set('a.npy', encodeValues(comparison.a.values));
    contents.set('b.npy', encodeValues(comparison.b.values));
  }
  const endings = [...contents.keys(), ...(formats.has('json') ? ['json'] : [])];
  const files = Object.fromEntries(endings.map((ending) => [ending, `${base}.${ending}`]));
  const rendering = drawn && { colormap: drawn.colormap, ...drawn.scale };
  const record = recordOf(comparison, work, rendering, files);
  if (formats.has('json')) contents.set('json', `${JSON.stringify(record, null, 2)}\n`);
  await writeFiles(new Map([...contents].map(([ending, content]) => [join(folder, `${base}.${ending}`), content])));
  return record;
}

/** Both maps and their difference; null for what is no map, and for maps of different shapes. */
function draw({ a, b, similarity, seen }: Comparison, work: CompareWork): RenderedComparison | null {
  const rank = a.values.shape.length - 1;
  if (!similarity || a.form === 'activation' || (rank !== 2 && rank !== 3)) return null;
  const [target] = a.targets;
  const title = titleOfAttribution(a, labelsOf(work));
  const { colormap } = work.request.a;
  return renderComparison({
    picture: seen.a.input.seen,
    maps: [rectified(a, withoutBatch(a.values)), rectified(b, withoutBatch(b.values))],
    captions: [`A: ${sideName(work.a)}`, `B: ${sideName(work.b)}`],
    title,
    subtitle: [
      `${titleOfMethod(a.method)}${target ? ` of the ${target.quantity}` : ''}, ${basename(seen.a.source.name)}`,
      similarityLine(similarity),
    ],
    name: target ? `attribution of the ${target.quantity}` : 'activation',
    ...(colormap && { colormap }),
  });
}

/** A network and what it runs on, in a few words. */
function sideName({ read, model }: Pick<CompareWork['b'], 'read' | 'model'>): string {
  const { name, engine } = model.runtime;
  return `${read.file.name} (${name} ${engine})`;
}

/** The numbers of a similarity in one line. */
export function similarityLine({ rankCorrelation, ssim, ...likeness }: Similarity): string {
  const { relativeL2, largestDifference, largestValue } = likeness;
  return [
    `rank correlation ${rankCorrelation === null ? 'not defined' : fixed(rankCorrelation)}`,
    ...(ssim === null ? [] : [`SSIM ${fixed(ssim)}`]),
    `relative L2 ${relativeL2 === null ? 'not defined' : formatNumber(relativeL2)}`,
    `largest difference ${formatNumber(largestDifference)} of ${formatNumber(largestValue)}`,
  ].join(', ');
}

/** Four decimals, with a real minus sign. */
function fixed(value: number): string {
  return value.toFixed(4).replace('-', '−');
}
