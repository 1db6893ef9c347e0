import { XaiError } from '@pellucid/core';
import type { ModelSettings } from '../settings/model-request.js';

/** What of the second explanation differs from the first; null is as there. */
export interface OtherSettings {
  readonly methodB: string | null;
  /** Empty for the sample net. */
  readonly modelB: string | null;
  readonly modelFilesB: readonly File[] | null;
  readonly backendB: string | null;
  readonly engineB: string | null;
  readonly targetB: string | null;
  readonly layerB: string | null;
}

/** Settings of one side that can differ. */
export interface SideSettings extends Omit<ModelSettings, 'labels'> {
  readonly method: string;
  readonly target: string;
  readonly layer: string | null;
}

/**
 * The settings of the second explanation that are others than those of the first. With nothing said the sample net is
 * compared with itself on the other runtime, for it comes in both formats.
 *
 * @throws XaiError `usage` where nothing differs
 */
export function changesOfOther(other: OtherSettings, first: SideSettings): Partial<SideSettings> {
  const { methodB, modelB, modelFilesB, backendB, engineB, targetB, layerB } = other;
  const changes: Partial<SideSettings> = {
    ...(methodB && { method: methodB }),
    // One kind of network takes the place of the other.
    ...(modelB !== null && { model: modelB, modelFiles: null }),
    ...(modelFilesB && modelFilesB.length > 0 && { modelFiles: modelFilesB }),
    ...(backendB && { backend: backendB }),
    ...(engineB && { engine: engineB }),
    ...(targetB && { target: targetB }),
    ...(layerB && { layer: layerB }),
  };
  if (Object.keys(changes).length > 0) return changes;
  if (!first.model && !first.modelFiles?.length) return { backend: first.backend === 'tfjs' ? 'ort' : 'tfjs' };
  throw new XaiError(
    'usage',
    'Two explanations are compared, but nothing says how the second differs. Give method-b, model-b, backend-b, engine-b, target-b or layer-b.',
  );
}
