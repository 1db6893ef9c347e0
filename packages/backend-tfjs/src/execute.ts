import { XaiError } from '@pellucid/core';
import type { Cotangent, RuleSet, Tensor as HostTensor, Tensors, TopCotangent } from '@pellucid/core';
import { tidy } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { Values } from './compute.js';
import { computeFrugally } from './compute.js';
import { differentiateSteps } from './differentiate.js';
import { asRead, toDevice, toHost } from './host-tensors.js';
import type { Network } from './network.js';
import type { PlannedStep } from './plan.js';
import { planSteps } from './plan.js';
import type { Specs } from './program.js';
import { requireGradient } from './require-gradient.js';

/** What a call is to compute. */
export interface Wanted {
  readonly fetches: readonly string[];
  readonly cotangents: Readonly<Record<string, Cotangent>>;
  readonly wrt: readonly string[];
  readonly rules: RuleSet;
}

/** Host tensors by name. */
export interface Results {
  readonly values: Record<string, HostTensor>;
  readonly gradients: Record<string, HostTensor>;
}

/** Values and gradients on the engine, in core's layout; whoever gets them disposes of them. */
type DeviceResults = [values: NamedTensorMap, gradients: NamedTensorMap];

/** A call, planned: all errors in what is asked for are thrown before it runs. */
export type PlannedCall = (feeds: Tensors, cotangents: Wanted['cotangents']) => Promise<Results>;

/**
 * Plans a call of a network.
 *
 * @throws XaiError `usage`, `model-unsupported` or `gradient-unsupported`
 */
export function planCall(network: Network, specs: Specs, fed: readonly string[], wanted: Wanted): PlannedCall {
  const { fetches, wrt, rules } = wanted;
  const layoutOf = (name: string) => specs.get(name)!.layout;
  const isFloat = (name: string) => specs.get(name)?.dtype === 'float32';
  const cotangentNames = Object.keys(wanted.cotangents);
  const steps = planSteps(network.program, fed, [...fetches, ...wrt, ...cotangentNames]);
  const late = steps.filter(({ step }) => step.asynchronous !== undefined);
  const differentiates = wrt.length > 0;
  if (differentiates) {
    requireSynchronous(late);
    requireGradient(steps, wrt, cotangentNames, isFloat);
    if (rules !== 'gradient') requireRectifier(steps);
  }
  const readAll = (names: readonly string[], values: ReadonlyMap<string, Tensor>): NamedTensorMap =>
    Object.fromEntries(names.map((name) => [name, asRead(values.get(name)!, layoutOf(name))]));
  const toValues = (feeds: Tensors): Values =>
    new Map(Object.entries(feeds).map(([name, tensor]) => [name, toDevice(tensor, layoutOf(name))]));

  const forward = (feeds: Tensors): DeviceResults =>
    tidy((): DeviceResults => {
      const values = toValues(feeds);
      computeFrugally(steps, values, new Set(fetches));
      return [readAll(fetches, values), {}];
    });

  const reverse = (feeds: Tensors, cotangents: Wanted['cotangents']): DeviceResults =>
    tidy((): DeviceResults => {
      const values = toValues(feeds);
      const stored = new Map(
        Object.entries(cotangents).map(([name, cotangent]): [string, Tensor | TopCotangent] => [
          name,
          'top' in cotangent ? cotangent : toDevice(cotangent, layoutOf(name)),
        ]),
      );
      const gradients = differentiateSteps(steps, values, { cotangents: stored, wrt, fetches, rules, isFloat });
      return [readAll(fetches, values), readAll(wrt, gradients)];
    });

  const asynchronous = async (feeds: Tensors): Promise<DeviceResults> => {
    const begun = tidy(() => {
      const values = toValues(feeds);
      const made = new Set(late.flatMap(({ outputs }) => outputs));
      const needed = new Set([...fetches, ...late.flatMap(({ inputs }) => inputs)].filter((name) => !made.has(name)));
      computeFrugally(
        steps.filter((step) => !late.includes(step)),
        values,
        needed,
      );
      return Object.fromEntries([...needed].map((name) => [name, values.get(name)!.clone()]));
    });
    const values: Values = new Map(Object.entries(begun));
    try {
      const rest = fetches.filter((name) => !values.has(name));
      const results = await network.computeAsynchronously!(values, rest);
      rest.forEach((name, i) => values.set(name, results[i]!));
      return tidy((): DeviceResults => [readAll(fetches, values), {}]);
    } finally {
      for (const tensor of values.values()) tensor.dispose();
    }
  };

  const toHosts = async (tensors: NamedTensorMap): Promise<Record<string, HostTensor>> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(tensors).map(
          async ([name, tensor]) => [name, await toHost(name, tensor, layoutOf(name))] as const,
        ),
      ),
    );

  return async (feeds, cotangents) => {
    const compute = differentiates ? reverse : late.length > 0 ? asynchronous : forward;
    const [values, gradients] = await compute(feeds, cotangents);
    try {
      return { values: await toHosts(values), gradients: await toHosts(gradients) };
    } finally {
      for (const tensor of [...Object.values(values), ...Object.values(gradients)]) tensor.dispose();
    }
  };
}

function requireSynchronous(late: readonly PlannedStep[]): void {
  const [first] = late;
  if (!first) return;
  throw new XaiError(
    'gradient-unsupported',
    `TensorFlow.js runs the node '${first.step.asynchronous}' asynchronously only (control flow, or a size that depends on the data), and has no gradient for it. Choose a target before it, or a method that needs no gradient (occlusion).`,
  );
}

function requireRectifier(steps: readonly PlannedStep[]): void {
  if (steps.some(({ step }) => step.facts.rectifier)) return;
  throw new XaiError(
    'model-unsupported',
    'Guided backpropagation and deconvnet change how gradients pass ReLUs, but there is none (nor a clip at 0, as ReLU6) ' +
      'between the input and the target. Use saliency or grad-cam for this network.',
  );
}
