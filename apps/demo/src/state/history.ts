import { readState, writeState } from './url.js';
import type { DemoState } from './state.js';

/** The address bar as the place where the state is kept. */
export const address = {
  read: (): DemoState => readState(location.hash),
  /** A step that "back" undoes, or a change of the present one. */
  write(state: DemoState, step: 'push' | 'replace'): void {
    const written = writeState(state);
    if (written === location.hash) return;
    if (step === 'push') history.pushState(null, '', written);
    else history.replaceState(null, '', written);
  },
};
