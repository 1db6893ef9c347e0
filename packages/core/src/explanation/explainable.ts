import { catalog } from '../catalog.js';
import { XaiError } from '../errors.js';
import type { AbortSignalLike } from '../errors.js';
import type { MethodDescriptor, MethodNeed } from '../methods/descriptor.js';
import type { DifferentiableModel, Model, RuleSet, Tensors, TensorSpec } from '../model.js';
import { featureLayer } from '../network/feature-layer.js';
import type { ChosenLayer } from '../network/feature-layer.js';
import { explainedInput } from '../network/layers.js';
import { findLogits } from '../network/logits.js';
import type { ScoreTensors } from '../network/logits.js';
import { pooledHead } from '../network/pooled-head.js';
import { scoreOutput } from '../objective.js';
import { floatTensor, sizeOf } from '../tensor.js';
import type { FloatTensor, Tensor } from '../tensor.js';

/** What of a network can be explained, found by trying; reasons stand where something cannot. */
export interface Explainable {
  /** Where the scores of the classes are. */
  readonly scores: (ScoreTensors & { readonly output: string }) | null;
  readonly featureLayer: ChosenLayer | null;
  /** Whether gradients of the scores reach the input, so that saliency and its kin work. */
  readonly gradientAtInput: boolean;
  /** Whether gradients reach the feature layer, so that class activation maps work. */
  readonly gradientAtFeatureLayer: boolean;
  /** Ids of the methods of the catalog that have what they need. */
  readonly methods: readonly string[];
  /** Why what is null or false above is so. */
  readonly reasons: readonly string[];
}

/** Tries each step that explanations take, on an input of zeros. */
export async function findExplainable(model: DifferentiableModel, signal?: AbortSignalLike): Promise<Explainable> {
  const reasons: string[] = [];
  const tried = async <Result>(step: () => Result | Promise<Result>): Promise<Result | null> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof XaiError) || error.code === 'aborted') throw error;
      if (!reasons.includes(error.message)) reasons.push(error.message);
      return null;
    }
  };
  const others = othersOf(model);
  const input = await tried(() => explainedInput(model, Object.keys(others)));
  const scores =
    input &&
    (await tried(() => {
      const output = scoreOutput(model).name;
      return { output, ...findLogits(model, output) };
    }));
  const feature = scores && (await tried(() => featureLayer(model, scores.logits, 'auto', input.name)));
  const target = scores && model.layers.find(({ name }) => name === scores.logits);
  const reaches = async (wrt: string | undefined, rules: RuleSet = 'gradient'): Promise<boolean> => {
    if (!input || !target || wrt === undefined) return false;
    const done = await tried(() =>
      model.vjp({ ...others, [input.name]: filled(input, 0) }, { [target.name]: filled(target, 1) }, [wrt], {
        rules,
        signal,
      }),
    );
    return done !== null;
  };
  const gradientAtInput = await reaches(input?.name);
  const gradientAtFeatureLayer = await reaches(feature?.name);
  const has: Readonly<Record<MethodNeed, boolean>> = {
    gradient: gradientAtInput,
    'feature layer': feature !== null,
    ReLU: gradientAtInput && (await reaches(input?.name, 'guided-backprop')),
    'pooled head': Boolean(input && scores && (await tried(() => pooledHead(model, input.name, scores.logits)))),
  };
  const works = ({ needs, resolution, hasTarget }: MethodDescriptor): boolean => {
    // Maps at the feature layer need no gradient before it.
    const gradient = resolution === 'feature map' ? gradientAtFeatureLayer : has.gradient;
    return (!hasTarget || scores !== null) && needs.every((need) => (need === 'gradient' ? gradient : has[need]));
  };
  return {
    scores,
    featureLayer: feature,
    gradientAtInput,
    gradientAtFeatureLayer,
    methods: input ? catalog.filter(works).map(({ id }) => id) : [],
    reasons,
  };
}

/** One row of a tensor, all of one value. */
function filled({ shape }: TensorSpec, value: number): FloatTensor {
  const sides = shape.map((side) => side ?? 1);
  return floatTensor(new Float32Array(sizeOf(sides)).fill(value), sides);
}

/** Zeros for every input but the only one of floats; nothing where several are. */
function othersOf({ inputs }: Model): Tensors {
  const others = inputs.filter(({ dtype }) => dtype !== 'float32');
  return others.length === inputs.length - 1 ? Object.fromEntries(others.map((spec) => [spec.name, zero(spec)])) : {};
}

function zero({ shape, dtype }: TensorSpec): Tensor {
  const sides = shape.map((side) => side ?? 1);
  if (dtype === 'bool') return { dtype, data: new Uint8Array(sizeOf(sides)), shape: sides, layout: null };
  return { dtype: 'int64', data: new BigInt64Array(sizeOf(sides)), shape: sides, layout: null };
}
