import { XaiError } from '../errors.js';
import { isOption } from './options.js';
import type { NameOf } from './options.js';
import type { Preprocessing, PreprocessingPieces, Resize, Size } from './preprocessing.js';

const sides = ([height, width]: Size): string => `${height} x ${width}`;

/** Which size comes out for every picture; null where it depends on the picture. */
export function outputSize({ resize, crop }: Pick<PreprocessingPieces, 'resize' | 'crop'>): Size | null {
  return crop?.size ?? (resize.kind === 'exact' ? resize.size : null);
}

const scaleSide = (side: number, factor: number): number => Math.max(1, Math.round(side * factor));

function scaleResize(resize: Resize, factorY: number, factorX: number): Resize {
  switch (resize.kind) {
    case 'none':
      return resize;
    case 'shortest-edge':
      return { kind: 'shortest-edge', edge: scaleSide(resize.edge, Math.max(factorY, factorX)) };
    default:
      return { kind: resize.kind, size: [scaleSide(resize.size[0], factorY), scaleSide(resize.size[1], factorX)] };
  }
}

/**
 * The preprocessing with resize and crop such that every picture comes out at the sides the network takes. Where the
 * picture's own shape would decide, a centre crop is added. Sizes that were found for another side are scaled with it.
 *
 * @returns the preprocessing, and a warning where sizes were scaled
 * @throws XaiError `usage` when the user's own size is not the network's
 */
export function fitNetwork(
  found: Preprocessing,
  network: Size,
  nameOf: NameOf,
): { preprocessing: Preprocessing; warning: string | null } {
  const { resize, crop, source } = found;
  const size = outputSize(found);
  if (size === null) {
    const added: Preprocessing = {
      ...found,
      crop: { size: network, fill: [0, 0, 0] },
      source: { ...source, crop: 'network input' },
    };
    return { preprocessing: added, warning: null };
  }
  if (size[0] === network[0] && size[1] === network[1]) return { preprocessing: found, warning: null };

  const setter = crop ? source.crop : source.resize;
  if (isOption(setter, nameOf)) {
    throw new XaiError(
      'usage',
      `${setter} gives pictures of ${sides(size)} (height x width), but the network takes ${sides(network)}.` +
        (crop ? '' : ` Change it, or add ${nameOf('crop')} ${network.join(',')}.`),
    );
  }
  const scaled = (text: string): string => `${text}, scaled to the network input`;
  const scalesResize = !isOption(source.resize, nameOf);
  return {
    preprocessing: {
      ...found,
      resize: scalesResize ? scaleResize(resize, network[0] / size[0], network[1] / size[1]) : resize,
      crop: crop && { ...crop, size: network },
      source: {
        ...source,
        ...(scalesResize && { resize: scaled(source.resize) }),
        ...(crop && { crop: scaled(source.crop) }),
      },
    },
    warning:
      `${setter} prepares pictures of ${sides(size)} (height x width), but the network takes ${sides(network)}: ` +
      'its sizes were scaled to that.',
  };
}
