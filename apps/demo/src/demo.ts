import type { NetworkFacts } from '@pellucid/web-components';
import type { VisitorFiles } from './files/visitor-files.js';
import type { DemoState } from './state/state.js';

/** What views and controls see of the page, and how they change it. */
export interface Demo {
  readonly state: DemoState;
  readonly files: VisitorFiles;
  /** Of the network on show; null until it is loaded, and where it cannot be. */
  readonly facts: NetworkFacts | null;
  /** What the page has to say to the visitor; empty for nothing. */
  readonly message: string;
  /** Changes what is on screen, and the address with it. With `replace`, the step before is overwritten. */
  set(changes: Partial<DemoState>, step?: 'replace'): void;
  take(files: readonly File[]): void;
  say(message: string): void;
}

/** Whether there is a network to explain: one of the visitor's own has to be given first. */
export function hasNetwork({ state, files }: Demo): boolean {
  return state.net !== 'own' || files.model.length > 0;
}

/** The picture that elements are given; null for the bundled photo. */
export function pictureOf({ state, files }: Demo): File | null {
  return state.picture === null ? null : files.picture;
}

/** The network's files that elements are given; null for the bundled network. */
export function modelFilesOf({ state, files }: Demo): readonly File[] | null {
  return state.net === 'own' ? files.model : null;
}
