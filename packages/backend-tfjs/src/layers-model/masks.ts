import { XaiError } from '@pellucid/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Step } from '../program.js';
import type { KerasLayer } from './layer-facts.js';

/** The masks of a LayersModel: which of a sequence's elements count. They are steps beside those of the layers. */
export interface Masks {
  /** The mask that a layer is given, by name, if any. Adds the step that makes the mask of what it gives. */
  through(layer: KerasLayer, inputs: readonly string[], outputs: readonly string[]): string | null;
}

export function masksOf(steps: Step[]): Masks {
  const masks = new Map<string, string>();
  return {
    through(layer, inputs, outputs) {
      const given = inputs.flatMap((name) => masks.get(name) ?? []);
      const [mask = null] = given;
      if (mask === null && !beginsMask(layer)) return null;
      if (inputs.length > 1 && layer.supportsMasking) {
        throw new XaiError(
          'model-unsupported',
          `The layer '${layer.name}' joins several inputs of which one has a mask, which is not supported. Build the model without masking.`,
        );
      }
      if (beginsMask(layer) || passesMask(layer)) {
        const made = `${outputs[0]}#mask`;
        for (const output of outputs) masks.set(output, made);
        steps.push({
          facts: { kind: 'other', op: 'Mask', axes: null },
          inputs: mask === null ? inputs : [...inputs, mask],
          outputs: [made],
          compute: ([value, before]) => [copyOf(layer.computeMask(value!, before), before)],
        });
      }
      return mask;
    },
  };
}

function copyOf(mask: Tensor | Tensor[], before: Tensor | undefined): Tensor {
  const one = Array.isArray(mask) ? mask[0]! : mask;
  return one === before ? one.clone() : one;
}

function beginsMask(layer: KerasLayer): boolean {
  const op = layer.getClassName();
  return op === 'Masking' || (op === 'Embedding' && layer.getConfig()['maskZero'] === true);
}

/** Whether what a layer gives has the mask of what it takes. */
function passesMask(layer: KerasLayer): boolean {
  const { returnSequences } = layer.getConfig();
  return layer.supportsMasking && returnSequences !== false;
}
