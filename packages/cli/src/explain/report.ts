import { join } from 'node:path';
import { describePreprocessing, formatScore, methodById, nameOfClass, titleOfMethod } from '@pellucid/core';
import type { Model, Recipe, TopClasses } from '@pellucid/core';
import type { Io } from '../io.js';
import type { ModelRequest } from '../model/open-model.js';
import type { Messages } from '../terminal/messages.js';
import { pictureProtocol, terminalPicture } from '../terminal/picture.js';
import { table } from '../terminal/table.js';
import type { Explanation, Seen } from './explain-source.js';
import type { Failure } from './failure.js';
import { messageOf } from './failure.js';
import type { Work } from './work.js';

/** Overlays that a terminal is shown unasked. */
const shownUnasked = 4;

/** What `xai explain` says to people while it works. */
export interface Reporter {
  start(): void;
  seen(seen: Seen): void;
  explanation(explanation: Explanation, recipe: Recipe): Promise<void>;
  failure(failure: Failure): void;
  /** Says that the pictures left over are not tried. */
  giveUp(untried: number): void;
  end(done: number, failures: readonly Failure[], stopped: boolean): void;
}

export function createReporter(work: Work, messages: Messages, env: Io['env']): Reporter {
  const { request, read, model, found, sources, targets } = work;
  const { colors, line, warn } = messages;
  const wanted = sources.length * request.methods.length * targets.length;
  let fallbacksSaid = unasked(request.model, model);
  const sayFallbacks = (): void => {
    const { name, engine, fallbacks } = model.runtime;
    for (const fallback of fallbacks.slice(fallbacksSaid)) warn(`${fallback}; ${name} runs on ${engine} instead.`);
    fallbacksSaid = fallbacks.length;
  };
  const protocol = (request.picture ?? wanted <= shownUnasked) ? pictureProtocol(messages.stream, env) : null;
  return {
    start() {
      const { name, version, engine } = model.runtime;
      const bundled = request.model.place === undefined ? ' (the bundled net)' : '';
      line(`${colors.dim('network ')} ${read.file.name}${bundled}, on ${name} ${version}, ${engine}`);
      if (found && request.input === undefined)
        line(
          `${colors.dim('pictures')} ${describePreprocessing(found.preprocessing)}${sourceOf(found.preprocessing.source)}`,
        );
      for (const warning of request.input === undefined ? (found?.warnings ?? []) : []) warn(warning);
      sayFallbacks();
      for (const text of unusedFlags(work)) warn(text);
    },
    seen({ source, top }) {
      line();
      line(colors.bold(source.name));
      for (const text of topLines(top, work.read.labels, messages)) line(text);
    },
    async explanation({ attribution, title, drawing }, recipe) {
      const [target] = attribution.targets;
      line();
      const what = target
        ? `${colors.bold(title)} (${target.quantity} ${formatScore(target.score, target.quantity)})`
        : '';
      line(`${titleOfMethod(attribution.method)}${what && ` of ${what}`}`);
      line(`  ${colors.dim('shows')} ${methodById(attribution.method).summary}`);
      if (attribution.layer) line(`  ${colors.dim('layer')} ${attribution.layer.name}: ${attribution.layer.reason}`);
      for (const note of attribution.notes) line(`  ${colors.dim('note ')} ${note}`);
      if (protocol)
        messages.stream.write(await terminalPicture(drawing.figure, drawing.plain, messages.stream, protocol));
      const [first = '', ...others] = Object.values(recipe.files);
      const endings = others.map((file) => `.${file.split('.').at(-1)}`);
      line(
        `  ${colors.dim('files')} ${join(request.out, first)}${endings.length > 0 ? `, ${endings.join(', ')}` : ''}`,
      );
    },
    failure({ name, method, error }) {
      messages.error(`${name}${method ? ` (${method})` : ''}: ${messageOf(error)}`);
    },
    giveUp(untried) {
      messages.error(`No method is left that works with this network; ${untried} more pictures are not tried.`);
    },
    end(done, failures, stopped) {
      // A provider can fail at work, too.
      sayFallbacks();
      if (stopped)
        messages.error(
          `Stopped. ${done} of ${wanted} maps are finished${done > 0 ? `; they are in ${request.out}` : ''}.`,
        );
      if (request.model.place === undefined && request.images.length === 0 && request.input === undefined && done > 0) {
        line();
        line(colors.dim('Now your own: xai explain PHOTO --model FILE.onnx'));
      }
      if (failures.length === 0 || sources.length === 1) return;
      const bad = new Set(failures.map(({ name }) => name));
      messages.error(`${bad.size} of ${sources.length} pictures failed: ${[...bad].join(', ')}`);
    },
  };
}

/** How many of the engines left are not worth a word: where none was asked for, those passed over to find one. */
export function unasked({ engines }: ModelRequest, { runtime }: Model): number {
  return engines.length > 0 ? 0 : runtime.fallbacks.length;
}

/** Where preprocessing is from, where that is one place. */
function sourceOf(source: Readonly<Record<string, string>>): string {
  const places = [...new Set(Object.values(source))].filter(
    (place) => place !== 'default' && place !== 'network input',
  );
  return places.length > 0 ? ` [${places.join(', ')}]` : '';
}

/** Flags that make no difference here. */
function unusedFlags({ request, positions, read, model }: Work): string[] {
  const unused: string[] = [];
  const free = request.methods.filter(({ method }) => !method.hasTarget).map(({ method }) => method.id);
  if (
    free.length > 0 &&
    (request.of !== undefined || request.targets.some((target) => target !== 'top' && target !== ''))
  ) {
    unused.push(`${free.join(', ')} has no target: --target and --of make no difference to it.`);
  }
  if (request.region !== undefined && !positions)
    unused.push("The network's output has no positions: --region makes no difference.");
  const classes = model.outputs[0]?.shape[1];
  if (read.labels && classes && model.outputs[0]!.shape.length !== 3 && read.labels.length !== classes) {
    unused.push(
      `${read.labelsSource} names ${read.labels.length} classes, but the network has ${classes}: the names may be wrong.`,
    );
  }
  return unused;
}

/** The predicted class in words, and the top classes as a table with bars. */
function topLines(top: TopClasses | null, labels: readonly string[] | null, { colors }: Messages): string[] {
  const [best] = top?.classes ?? [];
  if (!top || !best) return [];
  if (top.quantity === 'value') return [`  value ${formatScore(best.score, 'value')}`];
  const length = 20;
  const rows = top.classes.map((found, i) => {
    const name = nameOfClass(found.index, labels);
    const filled = Math.round(found.score * length);
    const cells = [String(found.index), name, formatScore(found.score, top.quantity)];
    return [
      ...cells.map((cell) => (i === 0 ? colors.bold(cell) : cell)),
      filled > 0 ? colors.cyan('█'.repeat(filled)) : '',
    ];
  });
  const title = top.quantity === 'share' ? 'pixels' : 'probability';
  const columns = [
    { title: '', align: 'right' as const },
    { title: 'class' },
    { title, align: 'right' as const },
    { title: '' },
  ];
  return table(columns, rows, colors.dim).map((text) => `  ${text}`);
}
