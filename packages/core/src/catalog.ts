import { XaiError } from './errors.js';
import { activationsDescriptor } from './methods/activation/activations.js';
import { camDescriptor } from './methods/cam/cam.js';
import { gradCamDescriptor } from './methods/cam/grad-cam.js';
import type { MethodDescriptor } from './methods/descriptor.js';
import { deconvnetDescriptor } from './methods/gradient/deconvnet.js';
import { guidedBackpropDescriptor } from './methods/gradient/guided-backprop.js';
import { saliencyDescriptor } from './methods/gradient/saliency.js';
import { occlusionDescriptor } from './methods/perturbation/occlusion.js';
import { didYouMean } from './suggest.js';

/** Every method, in the order in which a newcomer should meet them. */
export const catalog: readonly MethodDescriptor[] = Object.freeze([
  gradCamDescriptor,
  camDescriptor,
  saliencyDescriptor,
  guidedBackpropDescriptor,
  deconvnetDescriptor,
  occlusionDescriptor,
  activationsDescriptor,
]);

/** @throws XaiError `usage` with the nearest id */
export function methodById(id: string): MethodDescriptor {
  const method = catalog.find((descriptor) => descriptor.id === id);
  if (method) return method;
  const ids = catalog.map((descriptor) => descriptor.id);
  throw new XaiError('usage', `There is no method '${id}'.${didYouMean(id, ids)} The methods are ${ids.join(', ')}.`);
}
