import { XaiError, requireInputs } from '@pellucid/core';
import type { InputShapes } from '@pellucid/core';
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckedArtifacts } from '../artifacts.js';
import { asJson } from '../artifacts.js';
import { messageOf } from '../engines.js';
import { fixStoredSides } from '../input-shape.js';
import type { Network } from '../network.js';
import { layersProgram } from './layers-program.js';

/**
 * Loads a LayersModel.
 *
 * @throws XaiError `model-invalid`, `model-unsupported` or `usage`
 */
export async function loadLayersNetwork(artifacts: CheckedArtifacts, shapes: InputShapes): Promise<Network> {
  const notes: string[] = [];
  const modelTopology = withInputs(artifacts.topology, shapes, notes);
  const { weightSpecs, weightData } = artifacts;
  const model = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData })).catch(
    (cause: unknown) => {
      const isUnknown = /^Unknown \w+/.test(messageOf(cause));
      throw new XaiError(
        isUnknown ? 'model-unsupported' : 'model-invalid',
        `TensorFlow.js cannot load this LayersModel: ${messageOf(cause)}`,
        { cause },
      );
    },
  );
  try {
    return { ...programOf(model, shapes), batch: null, notes, dispose: () => model.dispose() };
  } catch (cause) {
    model.dispose();
    throw cause;
  }
}

function programOf(model: LayersModel, shapes: InputShapes): Pick<Network, 'program'> {
  const program = layersProgram(model);
  requireInputs(program.inputs, shapes);
  return { program };
}

/**
 * The topology with any number of rows, numbers for the sides of pictures, and no state kept between calls. Weights begin
 * as zeros, as those of the file take their place: drawing them takes longer than all else.
 */
function withInputs(topology: CheckedArtifacts['topology'], shapes: InputShapes, notes: string[]): object {
  const revise = (value: unknown, className?: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => revise(item));
    const json = asJson(value);
    if (!json) return value;
    const revised: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(json)) revised[key] = revise(item, json['class_name']);
    for (const key of Object.keys(json)) {
      if (key.endsWith('_initializer') && json[key]) revised[key] = { class_name: 'Zeros', config: {} };
    }
    if (json['stateful'] === true) revised['stateful'] = false;
    const shape = json['batch_input_shape'];
    if (Array.isArray(shape)) {
      // The first layer of a Sequential says the shape of the input before it.
      const name = className === 'InputLayer' ? String(json['name']) : `${String(json['name'])}_input`;
      const sides = (shape as (number | null)[]).map((side) => side ?? null);
      const [, ...rest] = fixStoredSides(name, sides, shapes[name], notes);
      revised['batch_input_shape'] = [null, ...rest];
    }
    return revised;
  };
  return revise(topology) as object;
}
