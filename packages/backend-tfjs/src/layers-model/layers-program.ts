import { clone, relu6 } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { LayersModel, layers as make } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Compute, Program, Step, StepFacts, StoredTensor } from '../program.js';
import type { KerasLayer } from './layer-facts.js';
import { activationFacts, layerFacts } from './layer-facts.js';
import { masksOf } from './masks.js';

const moved = (op: string): StepFacts => ({ kind: 'shape', op, axes: 'kept' });
const copy: Compute = ([tensor]) => [clone(tensor!)];

/**
 * A LayersModel as steps. A tensor has the name of its layer, behind those of the models it is nested in
 * (`outer/inner`); further outputs of a layer add `:1`, and what a shared layer makes of its second use `@2`. A layer with
 * an activation inside also gives `<layer>/linear`, its values before that.
 */
export function layersProgram(model: LayersModel): Program {
  const steps: Step[] = [];
  const tensors = new Map<string, StoredTensor>();
  const masks = masksOf(steps);
  const put = (name: string, { dtype, shape }: SymbolicTensor): string => {
    tensors.set(name, { dtype, shape });
    return name;
  };
  const inputs = model.inputs.map((symbolic) => put(symbolic.sourceLayer.name, symbolic));
  return { inputs, outputs: walk(model, '', inputs), steps, tensors };

  /** Adds the steps of a model, and gives the names of its outputs. */
  function walk(container: LayersModel, prefix: string, fed: readonly string[]): string[] {
    const names = new Map(container.inputs.map((symbolic, i) => [symbolic.id, fed[i]!]));
    const paths = pathsIn(container);
    const uses = new Map<KerasLayer, number>();
    const visit = (symbolic: SymbolicTensor): string => {
      const known = names.get(symbolic.id);
      if (known !== undefined) return known;
      const layer = symbolic.sourceLayer;
      const { inputTensors, outputTensors } = layer.inboundNodes[symbolic.nodeIndex]!;
      const sources = inputTensors.map(visit);
      const use = (uses.get(layer) ?? 0) + 1;
      uses.set(layer, use);
      const name = `${prefix}${paths.get(layer) ?? layer.name}${use > 1 ? `@${use}` : ''}`;
      const outputs = outputTensors.map((output, i) => put(i === 0 ? name : `${name}:${i}`, output));
      outputTensors.forEach((output, i) => names.set(output.id, outputs[i]!));
      if (layer instanceof LayersModel) nest(layer, sources, outputs);
      else call({ layer, inputTensors, outputTensors, sources, outputs });
      return names.get(symbolic.id)!;
    };
    return container.outputs.map(visit);
  }

  /** Adds the steps of a model that is a layer of another. */
  function nest(nested: LayersModel, sources: readonly string[], outputs: readonly string[]): void {
    const prefix = `${outputs[0]}/`;
    const fed = nested.inputs.map((symbolic, i) => {
      const name = put(`${prefix}${symbolic.sourceLayer.name}`, symbolic);
      steps.push({ facts: moved('InputLayer'), inputs: [sources[i]!], outputs: [name], compute: copy });
      return name;
    });
    const made = walk(nested, prefix, fed);
    outputs.forEach((output, i) => {
      steps.push({ facts: moved(nested.getClassName()), inputs: [made[i]!], outputs: [output], compute: copy });
    });
  }

  function call({ layer, inputTensors, outputTensors, sources, outputs }: Call): void {
    joinRelu6(layer);
    const shapesOf = (symbolic: readonly SymbolicTensor[]) => symbolic.map(({ shape }) => shape);
    const facts = layerFacts(layer, shapesOf(inputTensors), shapesOf(outputTensors));
    const masked = masks.through(layer, sources, outputs);
    const inputs = masked ? [...sources, masked] : sources;
    const apply =
      (to: KerasLayer): Compute =>
      (values) => {
        const kwargs = { training: false, ...(masked !== null && { mask: values.at(-1)! }) };
        const output = to.apply(values.slice(0, sources.length), kwargs) as Tensor | Tensor[];
        return Array.isArray(output) ? output : [output];
      };
    const activation = innerActivation(layer);
    if (!activation) {
      const constant = layer.getClassName() === 'Embedding';
      steps.push({ facts, inputs, outputs, compute: apply(layer), ...(constant && { constant }) });
      return;
    }
    const [name = ''] = outputs;
    const linear = put(`${name}/linear`, outputTensors[0]!);
    steps.push({ facts, inputs, outputs: [linear], compute: apply(withoutActivation(layer)) });
    steps.push({
      facts: activationFacts(activation.getClassName()),
      inputs: [linear],
      outputs,
      compute: ([tensor]) => [activation.apply(tensor!)],
      fused: { skipped: linear, inputs, compute: apply(layer) },
    });
  }
}

interface Call {
  readonly layer: KerasLayer;
  readonly inputTensors: readonly SymbolicTensor[];
  readonly outputTensors: readonly SymbolicTensor[];
  readonly sources: readonly string[];
  readonly outputs: readonly string[];
}

/** The names of a model's layers, those of nested models behind the models' own. */
function pathsIn(container: LayersModel, prefix = '', paths = new Map<KerasLayer, string>()): Map<KerasLayer, string> {
  for (const layer of container.layers) {
    paths.set(layer, `${prefix}${layer.name}`);
    if (layer instanceof LayersModel) pathsIn(layer, `${prefix}${layer.name}/`, paths);
  }
  return paths;
}

interface Activation {
  getClassName(): string;
  apply(tensor: Tensor): Tensor;
}

/** Keras computes ReLU6 as minimum(6, relu(x)); as one operation the rule sets know it. */
function joinRelu6(layer: KerasLayer): void {
  const { activation } = layer as KerasLayer & { activation?: Activation };
  if (activation?.getClassName() === 'relu6') activation.apply = relu6;
}

/** Layers whose last act is their activation function. */
const activated = /^(Dense|Conv[123]D|Conv[23]DTranspose|DepthwiseConv2D|SeparableConv2D)$/;

function innerActivation(layer: KerasLayer): Activation | null {
  const { activation } = layer as KerasLayer & { activation?: Activation };
  if (!activation || !activated.test(layer.getClassName()) || activation.getClassName() === 'linear') return null;
  return activation;
}

/** The same layer, with the same weights, less its activation. */
function withoutActivation(layer: KerasLayer): KerasLayer {
  const { activation } = make.dense({ units: 1 }) as unknown as { activation: Activation };
  return Object.create(layer, { activation: { value: activation } }) as KerasLayer;
}
