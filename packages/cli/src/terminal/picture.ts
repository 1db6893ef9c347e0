import type { Pixels } from '@pellucid/core';
import { encodePng, shrinkToFit } from '../image/encode.js';
import type { Io, OutputStream } from '../io.js';
import { halfBlocks } from './half-blocks.js';

/** How a terminal shows pictures: by the kitty or the iTerm2 protocol, or as half blocks in true or in 256 colours. */
export type PictureProtocol = 'kitty' | 'iterm2' | 'blocks-true-color' | 'blocks-256';

/** Columns that a picture of half blocks takes at most. */
const columns = 56;
/** Bytes of base64 in one escape sequence of the kitty protocol. */
const chunk = 4096;

/** What the terminal behind a stream can do; null where there is none, or colours are not wanted. */
export function pictureProtocol(stream: OutputStream, env: Io['env']): PictureProtocol | null {
  const { TERM = '', TERM_PROGRAM = '', LC_TERMINAL = '' } = env;
  if (!stream.isTTY || env['NO_COLOR'] || TERM === 'dumb') return null;
  // tmux and screen swallow the protocols unless they are set up for them.
  const isPlain = !env['TMUX'] && !/^(screen|tmux)/.test(TERM);
  if (isPlain && (env['KITTY_WINDOW_ID'] || TERM === 'xterm-kitty' || /ghostty/i.test(TERM + TERM_PROGRAM)))
    return 'kitty';
  if (isPlain && (/^(iTerm\.app|WezTerm)$/.test(TERM_PROGRAM) || LC_TERMINAL === 'iTerm2')) return 'iterm2';
  const depth = stream.getColorDepth?.({ ...env }) ?? 1;
  if (depth >= 24) return 'blocks-true-color';
  return depth >= 8 ? 'blocks-256' : null;
}

/**
 * The characters that show a picture.
 *
 * @param figure shown where the terminal draws pixels
 * @param plain without text, which half blocks could not show
 */
export async function terminalPicture(
  figure: Pixels,
  plain: Pixels,
  stream: OutputStream,
  protocol: PictureProtocol,
): Promise<string> {
  if (protocol === 'blocks-true-color' || protocol === 'blocks-256') {
    const width = Math.min(columns, (stream.columns ?? 80) - 2);
    return halfBlocks(await shrinkToFit(plain, width, width), protocol === 'blocks-true-color');
  }
  const png = Buffer.from(await encodePng(figure)).toString('base64');
  return protocol === 'kitty' ? kitty(png) : `\x1b]1337;File=inline=1;preserveAspectRatio=1:${png}\x07\n`;
}

/** https://sw.kovidgoyal.net/kitty/graphics-protocol: transmit and display a PNG, in chunks. */
function kitty(png: string): string {
  const parts: string[] = [];
  for (let start = 0; start < png.length; start += chunk) {
    const first = start === 0 ? 'a=T,f=100,' : '';
    const more = start + chunk < png.length ? 1 : 0;
    parts.push(`\x1b_G${first}m=${more};${png.slice(start, start + chunk)}\x1b\\`);
  }
  return `${parts.join('')}\n`;
}
