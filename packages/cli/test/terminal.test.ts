import { describe, expect, it } from 'vitest';
import { halfBlocks } from '../src/terminal/half-blocks.js';
import { pictureProtocol, terminalPicture } from '../src/terminal/picture.js';
import { table } from '../src/terminal/table.js';
import { createSandbox } from './helpers/sandbox.js';

const esc = '\x1b';
const bel = '\x07';
const terminal = (depth: number) => ({ write: () => true, isTTY: true, columns: 80, getColorDepth: () => depth });
const picture = {
  data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9),
  width: 2,
  height: 2,
  channels: 3 as const,
};

describe('pictures in the terminal', () => {
  it('go by the best protocol that the terminal has', () => {
    expect(pictureProtocol(terminal(24), { TERM: 'xterm-kitty' })).toBe('kitty');
    expect(pictureProtocol(terminal(24), { TERM_PROGRAM: 'ghostty' })).toBe('kitty');
    expect(pictureProtocol(terminal(24), { TERM_PROGRAM: 'iTerm.app' })).toBe('iterm2');
    expect(pictureProtocol(terminal(24), { TERM: 'xterm-kitty', TMUX: '/x' })).toBe('blocks-true-color');
    expect(pictureProtocol(terminal(8), { TERM: 'xterm-256color' })).toBe('blocks-256');
    expect(pictureProtocol(terminal(4), {})).toBeNull();
  });

  it('are left out where nobody looks or colours are not wanted', () => {
    expect(pictureProtocol({ write: () => true }, { TERM: 'xterm-kitty' })).toBeNull();
    expect(pictureProtocol(terminal(24), { TERM: 'xterm-kitty', NO_COLOR: '1' })).toBeNull();
    expect(pictureProtocol(terminal(24), { TERM: 'dumb' })).toBeNull();
  });

  it('are two rows a line as half blocks', () => {
    expect(halfBlocks(picture, true)).toBe('  \x1b[38;2;255;0;0;48;2;0;0;255m▀\x1b[38;2;0;255;0;48;2;9;9;9m▀\x1b[0m\n');
    // 196, 46 and 21 are xterm's pure red, green and blue; 232 is its darkest gray but black.
    expect(halfBlocks(picture, false)).toBe('  \x1b[38;5;196;48;5;21m▀\x1b[38;5;46;48;5;232m▀\x1b[0m\n');
  });

  it('are a PNG in base64 for terminals that draw pixels', async () => {
    const png = (text: string): string => Buffer.from(text, 'base64').subarray(1, 4).toString();
    const [start, end] = [`${esc}]1337;File=inline=1;preserveAspectRatio=1:`, `${bel}\n`];
    const iterm = await terminalPicture(picture, picture, terminal(24), 'iterm2');
    expect([iterm.startsWith(start), iterm.endsWith(end)]).toEqual([true, true]);
    expect(png(iterm.slice(start.length, -end.length))).toBe('PNG');
    const noise = Uint8Array.from({ length: 60 * 60 * 3 }, (_, i) => (i * 7919 * (i % 13)) % 256);
    const sequences = (
      await terminalPicture({ data: noise, width: 60, height: 60, channels: 3 }, picture, terminal(24), 'kitty')
    )
      .trimEnd()
      .split(`${esc}\\`)
      .slice(0, -1);
    expect(sequences.every((sequence) => sequence.startsWith(`${esc}_G`))).toBe(true);
    const parts = sequences.map((sequence) => /_G(?:a=T,f=100,)?m=([01]);([A-Za-z\d+/=]*)$/.exec(sequence)!);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(([, more]) => more)).toEqual([...parts.slice(1).map(() => '1'), '0']);
    expect(parts.every(([, , data]) => data!.length <= 4096)).toBe(true);
    expect(png(parts.map(([, , data]) => data).join(''))).toBe('PNG');
  });
});

describe('xai explain on a terminal', async () => {
  const { run } = await createSandbox();
  it('shows the overlay', async () => {
    const { stdout } = await run(['explain'], { terminal: { columns: 60, depth: 24 } });
    expect(stdout.match(/▀/g)!.length).toBe(56 * 28);
    expect(stdout).toContain('\x1b[1mcat\x1b[22m');
  });

  it('does not with --no-picture, and with NO_COLOR colours nothing', async () => {
    expect((await run(['explain', '--no-picture'], { terminal: { columns: 60, depth: 24 } })).stdout).not.toContain(
      '▀',
    );
    expect(
      (await run(['explain'], { terminal: { columns: 60, depth: 24 }, env: { NO_COLOR: '1' } })).stdout,
    ).not.toContain('\x1b');
  });
});

describe('table', () => {
  it('lines up cells of any colour', () => {
    expect(
      table(
        [{ title: 'a' }, { title: 'number', align: 'right' }],
        [
          ['\x1b[1mxyz\x1b[22m', '1'],
          ['y', '1000000'],
        ],
      ),
    ).toEqual(['a     number', '\x1b[1mxyz\x1b[22m        1', 'y    1000000']);
  });
});
