import * as tf from '@tensorflow/tfjs-core';
import type { io } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { initializers } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TfjsArtifacts } from '../../src/index.js';

/** A model that was built in code, as its files would be. */
export async function artifactsOf(model: LayersModel): Promise<TfjsArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = saved!;
  return {
    model: {
      format: 'layers-model',
      modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
    },
    weights: new Uint8Array(weightData as ArrayBuffer),
  };
}

/** Weights of a fixed seed. */
export const normal = (seed: number) => initializers.randomNormal({ seed, stddev: 0.5 });
