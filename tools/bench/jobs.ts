import type { MethodDescriptor } from '@pellucid/core';
import { catalog } from '@pellucid/core';

/** Settings under which a method is timed where its defaults are not the peers'. */
const settings: Readonly<Record<string, { name: string; options: Readonly<Record<string, unknown>> }>> = {
  occlusion: { name: 'occlusion, window 45, stride 22', options: { window: 45, stride: 22 } },
  'integrated-gradients': { name: 'integrated-gradients, 50 steps', options: { steps: 50 } },
  smoothgrad: { name: 'smoothgrad, 50 samples', options: { samples: 50 } },
};

/** A method as it is timed; the peers' script has the same names. */
export interface MethodJob {
  readonly name: string;
  readonly method: MethodDescriptor;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Every method of the catalog, or those named. */
export function methodJobs(ids: readonly string[]): MethodJob[] {
  return catalog
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .map((method) => ({ method, name: method.id, options: {}, ...settings[method.id] }));
}
