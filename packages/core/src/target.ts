import { XaiError } from './errors.js';
import type { FloatTensor } from './tensor.js';

/** What is explained. */
export type Target =
  /** The class with the k-th largest score; 1 is the predicted one. */
  | { readonly top: number }
  /** A class, by index. On a spatial output: that channel, summed over the region. */
  | { readonly class: number }
  /** Why the first class and not the second: the difference of their scores. */
  | { readonly contrast: readonly [number, number] }
  /** One number of any output; the index counts from behind the batch axis. */
  | { readonly output: string; readonly index: readonly number[] }
  /** A channel of a layer, summed over its positions, or one position (y, x) of it. */
  | { readonly layer: string; readonly channel: number; readonly position?: readonly [number, number] };

/** Over which pixels of a spatial output a class is explained. */
export type Region =
  /**
   * All pixels where the class is the predicted one (the largest, or above one half where there is one channel); the first
   * class of a contrast.
   */
  | 'predicted'
  /** One pixel of the output. */
  | { readonly point: readonly [x: number, y: number] }
  /** Weights [height, width] in the size of the output. */
  | { readonly mask: FloatTensor };

/** Whether the score before or after the final softmax or sigmoid is explained. */
export type Quantity = 'logits' | 'probabilities';

/**
 * Reads a target as people write it: `top`, `top:3` (the three largest), a class index, a label, `207-281` (a contrast,
 * of indices or labels), `output:NAME[i,j,...]` (`output:NAME[]` where a row has a single number), `layer:NAME[channel]`,
 * `layer:NAME[channel,y,x]`.
 *
 * @param indexOfLabel class of a label; throws if it names none or several
 * @throws XaiError `usage`
 */
export function parseTargets(text: string, indexOfLabel: (label: string) => number): Target[] {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'top') return [{ top: 1 }];
  const top = /^top:(\d+)$/.exec(trimmed);
  if (top) {
    const count = Number(top[1]);
    if (count < 1) throw new XaiError('usage', `Expected top:1 or more, but got '${text}'.`);
    return Array.from({ length: count }, (_, i) => ({ top: i + 1 }));
  }
  const named = /^(output|layer):(.+)\[((?:\s*\d+\s*(?:,\s*\d+\s*)*)?)\]$/.exec(trimmed);
  if (named)
    return [indexedTarget(named[1]!, named[2]!, named[3] === '' ? [] : named[3]!.split(',').map(Number), text)];
  if (/^(output|layer):/.test(trimmed)) {
    throw new XaiError(
      'usage',
      `Expected output:NAME[i,j,...] or layer:NAME[channel] or layer:NAME[channel,y,x], but got '${text}'.`,
    );
  }
  if (/^\d+$/.test(trimmed)) return [{ class: Number(trimmed) }];
  return [labelledTarget(trimmed, (part) => (/^\d+$/.test(part) ? Number(part) : indexOfLabel(part)))];
}

function indexedTarget(kind: string, name: string, index: readonly number[], text: string): Target {
  if (kind === 'output') return { output: name, index };
  const [channel, y, x] = index;
  if (index.length === 1) return { layer: name, channel: channel! };
  if (index.length === 3) return { layer: name, channel: channel!, position: [y!, x!] };
  throw new XaiError('usage', `A layer target has one index (channel) or three (channel, y, x), but got '${text}'.`);
}

/** A label, or two labels or indices with a hyphen between them; labels may hold hyphens themselves. */
function labelledTarget(text: string, indexOf: (part: string) => number): Target {
  try {
    return { class: indexOf(text) };
  } catch (cause) {
    for (let at = text.indexOf('-'); at > 0; at = text.indexOf('-', at + 1)) {
      try {
        return { contrast: [indexOf(text.slice(0, at).trim()), indexOf(text.slice(at + 1).trim())] };
      } catch {
        // Not two classes at this hyphen.
      }
    }
    throw cause;
  }
}

/** The target in the form that `parseTargets` reads. `top:3` reads as the three largest, of which this is the last. */
export function formatTarget(target: Target): string {
  if ('top' in target) return target.top === 1 ? 'top' : `top:${target.top}`;
  if ('class' in target) return String(target.class);
  if ('contrast' in target) return target.contrast.join('-');
  if ('output' in target) return `output:${target.output}[${target.index.join(',')}]`;
  return `layer:${target.layer}[${[target.channel, ...(target.position ?? [])].join(',')}]`;
}
