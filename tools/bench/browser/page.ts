import { cpus } from 'node:os';
import { format, resolveConfig } from 'prettier';
import type { Size } from '../../../packages/web-components/scripts/sizes.js';
import { table } from '../../docs/markdown.js';
import type { MainThread } from './main-thread.js';
import type { PageMemory } from './memory.js';
import type { Site } from './site.js';
import type { Speed } from './speed.js';

export interface Figures {
  readonly chromium: string;
  readonly wire: readonly (readonly [Site, readonly Size[]])[];
  readonly speed: readonly (readonly [Site, Speed])[];
  readonly mainThread: readonly (readonly [Site, readonly MainThread[]])[];
  readonly memory: readonly (readonly [Site, PageMemory])[];
}

/** The page docs/performance-browser.md. */
export async function performancePage(figures: Figures, file: string): Promise<string> {
  const text = `<!-- Written by \`npm run bench:browser\`: change the script, not this page. -->

# Performance in a page

What an \`<xai-heatmap>\` costs a page and its visitors: the bundle for plain pages, from a server on the same machine, in a headless Chromium ${figures.chromium} on ${cpus().length} processor cores. Everything computes in WebAssembly with one thread, as in a page that is not isolated; a graphics card is not measured here. Milliseconds depend on the machine and on what else runs there: compare within one table, or the columns in **forwards**, which are divided by one forward pass of the same net in the same page.

## Bytes until the first map

What the page with the two lines of HTML asks its server for, in this order, until its first heat map stands: by the server's record. Bytes in thousands, as gzip (level 9) and brotli (level 9) send them. Another method on the same net asks for nothing more, and a page with one runtime never gets the other.

${figures.wire.map(([site, sizes]) => `### ${titleOf(site)}\n\n${wireTable(sizes)}`).join('\n\n')}

## Time until there is a map

Medians of three visits and of fifteen repetitions, in milliseconds. **First map**: from the navigation to the frame that shows Grad-CAM; cold in a new profile, warm on the second visit, which asks the server for nothing, with the part that reads the network and makes the runtime ready. **Another**: \`explain()\` once more in the same page, up to the frame that shows it. **Repaint**: from a change of the opacity to the frame that shows it, and the part of it that is script. A frame is 16.7 ms in itself.

${speedTable(figures.speed)}

## The main thread

Computing is the worker's. What is left for the page is measured here from the browser's own trace, which has every task of the main thread, however short: the longest while an explanation is computed and shown. **Wall** is the longest from its begin to its end, which grows when other programs or the worker take the processor from it; **computing** is the most that the thread itself used in one, with what that was. *HandlePostMessage* is an answer of the worker, taken and painted; *TimerFire* the measurement's own timer, with the painting. The line to stay under is 50 ms, from which on browsers speak of a long task.

${figures.mainThread.map(([site, rows]) => `### ${titleOf(site)}\n\n${mainThreadTable(rows)}`).join('\n\n')}

## Memory

One page explains the bundled net again and again: Grad-CAM, saliency, occlusion and guided backpropagation in turn, for one class after the other, of another picture each time, which the page draws itself (of files that it fetches, the debugger that measures here keeps a copy each). After every twentieth, garbage of page and worker is collected and the memory is read: JavaScript objects of the page, and all that belongs to the renderer process alone (RssAnon), with the worker and its WebAssembly memory. Then the element is taken out of the page.

${figures.memory.map(([site, memory]) => `### ${titleOf(site)}\n\n${memoryTable(memory)}\n\n${slopeWords(memory)}`).join('\n\n')}
`;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

function titleOf({ name }: Site): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

export function wireTable(sizes: readonly Size[]): string {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  return table(
    sizes.map(({ file, raw, gzip, brotli }) => [
      file === 'all' ? '**all**' : file === '/' ? 'the page' : file,
      ...[raw, gzip, brotli].map(kilobytes),
    ]),
    ['file', 'as it is, kB', 'gzip', 'brotli'],
  );
}

export function speedTable(speeds: Figures['speed']): string {
  const rows = speeds.map(([{ name }, speed]) => {
    const { forward, cold, warm, loading, again, repaint, painting } = speed;
    const both = (ms: number): string => `${ms.toFixed(0)} (${(ms / forward).toFixed(0)})`;
    return [
      name,
      forward.toFixed(1),
      both(cold),
      both(warm),
      loading.toFixed(0),
      `${again.toFixed(0)} (${(again / forward).toFixed(1)})`,
      repaint.toFixed(1),
      painting.toFixed(1),
    ];
  });
  return table(rows, [
    'net and runtime',
    'forward, ms',
    'first map cold, ms (forwards)',
    'warm, ms (forwards)',
    'of it loading, ms',
    'another, ms (forwards)',
    'repaint, ms',
    'of it script, ms',
  ]);
}

export function mainThreadTable(rows: readonly MainThread[]): string {
  const lines = rows.map(({ what, count, longest, busiest }) => [
    what,
    String(count),
    longest.wall.toFixed(1),
    busiest.cpu.toFixed(1),
    busiest.inside.join(', ') || 'many small things',
  ]);
  return table(lines, ['while', 'tasks over 1 ms', 'longest, wall ms', 'longest, computing ms', 'what that is']);
}

export function memoryTable({ samples, after }: PageMemory): string {
  const mebibytes = (bytes: number | null): string => (bytes === null ? '' : (bytes / 2 ** 20).toFixed(1));
  const line = (name: string, { heap, workers, renderers }: PageMemory['after']): string[] => [
    name,
    mebibytes(heap),
    mebibytes(renderers),
    String(workers),
  ];
  return table(
    [...samples.map((sample) => line(String(sample.explanations), sample)), line('the element was removed', after)],
    ['explanations', 'objects of the page, MiB', 'renderer, MiB', 'workers'],
  );
}

/** How much a further explanation costs. */
export function slopeWords({ slope }: PageMemory): string {
  const kibibytes = (bytes: number): string => (bytes / 2 ** 10).toFixed(1);
  const renderer = slope.renderers === null ? '' : `, of the renderer ${kibibytes(slope.renderers)} KiB`;
  return `By the line through the second half of the samples, one more explanation costs ${kibibytes(slope.heap)} KiB of objects of the page${renderer}. One input of the network is 192 KiB.`;
}
