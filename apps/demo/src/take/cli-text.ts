import { kebabCase, methodById } from '@pellucid/core';
import type { AllowedMethods } from '../state/attributes.js';
import { attributesOf, galleryOf } from '../state/attributes.js';
import { differenceOf, otherSide } from '../state/state.js';
import type { DemoState, Difference } from '../state/state.js';
import { shellWord } from './shell-word.js';

/** A command line, and what it cannot say. */
interface CliText {
  readonly command: string;
  readonly notes: readonly string[];
}

/** Attributes that the command line has no flag for. */
const unknown = ['backend-b', 'engine-b', 'method-b', 'target-b', 'methods', 'channel', 'opacity', 'labels'];

/** The arguments of `xai` that compute the same on the command line, without the shell's quotes. */
function cliWords(state: DemoState, allowed: AllowedMethods): CliWords {
  const isPair = differs(state, 'runtime');
  const notes: string[] = [];
  const flags = attributesOf(state, allowed)
    .filter(([name]) => !unknown.includes(name) && !(isPair && name === 'backend'))
    .filter(([name, value]) => name !== 'engine' || isKnownEngine(value, state, notes))
    .filter(([name]) => name !== 'method' && name !== 'target');
  if (state.opacity !== null) notes.push('The command line draws with its own opacity.');
  if (state.net === 'own' && state.labels !== '')
    notes.push('Names of classes are read from a file there: one name a line, given with --labels FILE.');
  if (differs(state, 'engine'))
    notes.push('This computes the first side; run it again with another --engine for the second.');
  const words = [
    isPair ? 'compare' : 'explain',
    // A picture whose name begins with a dash is no flag.
    ...(state.picture === null ? [] : [state.picture.startsWith('-') ? `./${state.picture}` : state.picture]),
    ...(state.net === 'own' && state.file !== null ? [`--model=${state.file}`] : []),
    ...listFlag('method', methodsOf(state, allowed), 'grad-cam'),
    ...targetFlags(state),
    ...flags.map(([name, value]) => flag(state, name, value)),
  ];
  return { words, notes };
}

interface CliWords {
  readonly words: readonly string[];
  readonly notes: readonly string[];
}

/** The same as one line for a shell. */
export function cliText(state: DemoState, allowed: AllowedMethods): CliText {
  const { words, notes } = cliWords(state, allowed);
  // Flags and values apart, as people write them, where nothing can be misread.
  const spread = words.flatMap((word) => {
    const parts = /^(--[\w-]+)=([^-][^]*)$/.exec(word);
    return parts ? [parts[1]!, parts[2]!] : [word];
  });
  return { command: ['npx', 'xai', ...spread.map(shellWord)].join(' '), notes };
}

function differs(state: DemoState, difference: Difference): boolean {
  return state.view === 'compare' && differenceOf(state) === difference;
}

function methodsOf(state: DemoState, allowed: AllowedMethods): readonly string[] {
  if (state.view === 'activations') return ['activations'];
  if (state.view === 'methods') {
    const some = galleryOf(state, allowed);
    return some.length > 0 ? some : (allowed ?? []).filter((id) => methodById(id).hasTarget);
  }
  return differs(state, 'method') ? [state.method, otherSide(state)] : [state.method];
}

function targetFlags(state: DemoState): readonly string[] {
  const isUnaimed = state.view !== 'methods' && !methodById(state.method).hasTarget;
  if (state.view === 'activations' || isUnaimed) return [];
  if (differs(state, 'target')) return [`--target=${state.target}`, `--target=${otherSide(state)}`];
  return state.target === 'top' ? [] : [`--target=${state.target}`];
}

function listFlag(name: string, values: readonly string[], otherwise: string): readonly string[] {
  return values.length === 0 || values.join(',') === otherwise ? [] : [`--${name}=${values.join(',')}`];
}

/** Switches have no value on the command line. */
function flag({ method }: DemoState, name: string, value: string): string {
  const option = Object.entries(methodById(method).options).find(([key]) => kebabCase(key) === name)?.[1];
  if (option?.type !== 'boolean') return `--${name}=${value}`;
  return value === 'false' ? `--no-${name}` : `--${name}`;
}

/** Browsers have webgl, Node has not. */
function isKnownEngine(engine: string, { net }: DemoState, notes: string[]): boolean {
  if (engine !== 'webgl' && !(engine === 'webgpu' && net === 'tfjs')) return true;
  notes.push(`There is no ${engine} on the command line for this runtime; it takes the fastest that is there.`);
  return false;
}
