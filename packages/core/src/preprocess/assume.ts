import { describePreprocessing } from './describe.js';
import type { Layer } from './layers.js';
import type { NameOf } from './options.js';
import { presetNames, presetPieces } from './presets.js';
import type { PresetName } from './presets.js';
import type { PieceName, PreprocessingPieces, Resize, Size } from './preprocessing.js';

/** From this side on, a colour network that says nothing is taken for one trained on ImageNet. */
const IMAGENET_SIDE = 160;

/** Options for single pieces, as a warning names them. */
const single = ['mean', 'std', 'scale', 'channels', 'resize', 'crop'] as const;
const valuePieces: readonly PieceName[] = ['channels', 'scale', 'mean', 'std'];

/**
 * What is taken for the pieces that nobody states.
 *
 * Values (channels, scale, mean, std), if any of them is stated: RGB, 1/255, 0, 1. If none is, they are guessed: preset
 * `imagenet` for a colour network of 160 pixels and more, else `raw01`. Sizes, if none is stated: those of that preset.
 * A crop alone: the picture is brought to just cover it.
 *
 * @returns the layer, and a warning that says what was assumed unless the rest was only filled up
 */
export function assume(
  stated: Partial<PreprocessingPieces>,
  size: Size,
  count: 1 | 3,
  nameOf: NameOf,
): { layer: Layer; warning: string | null } {
  const valuesStated = valuePieces.some((piece) => stated[piece] !== undefined);
  const sizesStated = stated.resize !== undefined || stated.crop !== undefined;
  const name: PresetName = !valuesStated && count === 3 && Math.min(...size) >= IMAGENET_SIDE ? 'imagenet' : 'raw01';
  const preset = presetPieces(name, size, count)!;
  const resize: Resize = stated.crop ? { kind: 'cover', size: stated.crop.size } : { kind: 'exact', size };
  const pieces = sizesStated ? { ...preset, resize, crop: null } : preset;
  const isStated = (piece: PieceName): boolean => (valuePieces.includes(piece) ? valuesStated : sizesStated);

  const assumed = describePreprocessing({ ...pieces, ...stated });
  let warning: string | null = null;
  if (!valuesStated) {
    warning =
      `Nothing beside the model says how it wants its pictures. Assumed (preset ${name}): ${assumed}. If it was trained ` +
      `otherwise, say so with ${nameOf('preset')} ${presetNames.join('|')}, or ${single.map(nameOf).join(' ')}.`;
  } else if (!sizesStated) {
    warning = `Nothing says how pictures are resized. Assumed: ${assumed}. Choose with ${nameOf('resize')} and ${nameOf('crop')}.`;
  }
  return { layer: { pieces, source: (piece) => (isStated(piece) ? 'default' : 'guess') }, warning };
}
