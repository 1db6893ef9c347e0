import type { ChosenLayer } from '@pellucid/core';
import { explain } from './explain.js';
import { relativeError, targetOf } from './references.js';
import type { Cam, Choice, ZooNet } from './zoo.js';

/** The feature layer that Grad-CAM took, beside the one that a person did. */
export interface LayerCheck {
  readonly layer: ChosenLayer | null;
  readonly same: boolean;
  /** Relative L2 error of the map before up-sampling, where there is a reference; at most `mapTolerance`. */
  readonly error: number | null;
  /** In the words of the command line. */
  readonly failure: string | null;
}

export const mapTolerance = 1e-4;

/** Runs `xai explain --method grad-cam`, and compares its layer, and its map with the float64 definition. */
export async function checkLayer(
  folder: string,
  net: ZooNet,
  choice: Choice,
  cam: Cam | undefined,
): Promise<LayerCheck> {
  const given = await explain(folder, net, 'grad-cam');
  if (given.failure !== null) return { layer: null, same: choice.layer === null, error: null, failure: given.failure };
  const { layer } = given.recipe;
  const same = layer?.name === choice.layer;
  if (!cam) return { layer, same, error: null, failure: null };
  const { options } = await targetOf(folder, net);
  const raw = await explain(folder, net, 'grad-cam', { options: [...options, '--upsampling', 'none'] });
  if (raw.failure !== null) return { layer, same, error: null, failure: raw.failure };
  return { layer, same, error: relativeError(raw.values, cam.values), failure: null };
}
