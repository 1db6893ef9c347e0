import { XaiError } from '../errors.js';
import { blameFor } from './options.js';
import type { NameOf } from './options.js';
import { presetPieces } from './presets.js';
import type { PresetName } from './presets.js';
import type { PieceName, Preprocessing, PreprocessingPieces, Size } from './preprocessing.js';

/** Pieces with where each of them is from. */
export interface Layer {
  readonly pieces: Partial<PreprocessingPieces>;
  source(piece: PieceName): string;
}

const allPieces: readonly PieceName[] = ['resize', 'filter', 'crop', 'channels', 'scale', 'mean', 'std'];

/** A preset as a layer; it states every piece. */
export function presetLayer(
  name: PresetName,
  size: Size,
  count: 1 | 3,
  { source, nameOf }: { readonly source: string; readonly nameOf: NameOf },
): Layer {
  const pieces = presetPieces(name, size, count);
  if (pieces) return { pieces, source: () => source };
  throw new XaiError(
    blameFor(source, nameOf),
    `Preset ${name} (${source}) is for colour pictures, but the network takes one channel. Use raw01, raw255 or tf.`,
  );
}

/** What the layers state between them; the first that states a piece gives it. */
export function statedPieces(layers: readonly Layer[]): Partial<PreprocessingPieces> {
  return Object.assign({}, ...layers.map(({ pieces }) => pieces).reverse()) as Partial<PreprocessingPieces>;
}

/** The layers as one record; between them they state every piece. */
export function mergeLayers(layers: readonly Layer[]): Preprocessing {
  const sources = allPieces.map((piece) => {
    const layer = layers.find(({ pieces }) => pieces[piece] !== undefined);
    return [piece, layer?.source(piece)];
  });
  return {
    ...(statedPieces(layers) as PreprocessingPieces),
    source: Object.fromEntries(sources) as Preprocessing['source'],
  };
}
