import { XaiError } from './errors.js';
import { activationsDescriptor } from './methods/activation/activations.js';
import { ablationCamDescriptor } from './methods/cam/ablation-cam.js';
import { camDescriptor } from './methods/cam/cam.js';
import { eigenCamDescriptor } from './methods/cam/eigen-cam.js';
import { eigenGradCamDescriptor } from './methods/cam/eigengrad-cam.js';
import { gradCamPlusPlusDescriptor } from './methods/cam/grad-cam-plus-plus.js';
import { gradCamDescriptor } from './methods/cam/grad-cam.js';
import { guidedGradCamDescriptor } from './methods/cam/guided-grad-cam.js';
import { hiresCamDescriptor } from './methods/cam/hires-cam.js';
import { layerCamDescriptor } from './methods/cam/layer-cam.js';
import { reciproCamDescriptor } from './methods/cam/recipro-cam.js';
import { scoreCamDescriptor } from './methods/cam/score-cam.js';
import { xGradCamDescriptor } from './methods/cam/xgrad-cam.js';
import type { MethodDescriptor } from './methods/descriptor.js';
import { deconvnetDescriptor } from './methods/gradient/deconvnet.js';
import { guidedBackpropDescriptor } from './methods/gradient/guided-backprop.js';
import { inputXGradientDescriptor } from './methods/gradient/input-x-gradient.js';
import { integratedGradientsDescriptor } from './methods/gradient/integrated-gradients.js';
import { saliencyDescriptor } from './methods/gradient/saliency.js';
import { smoothGradDescriptor } from './methods/gradient/smoothgrad.js';
import { occlusionDescriptor } from './methods/perturbation/occlusion.js';
import { didYouMean } from './suggest.js';

/** Every method, in the order in which a newcomer should meet them. */
export const catalog: readonly MethodDescriptor[] = Object.freeze([
  gradCamDescriptor,
  hiresCamDescriptor,
  layerCamDescriptor,
  gradCamPlusPlusDescriptor,
  xGradCamDescriptor,
  eigenCamDescriptor,
  eigenGradCamDescriptor,
  ablationCamDescriptor,
  scoreCamDescriptor,
  reciproCamDescriptor,
  camDescriptor,
  saliencyDescriptor,
  inputXGradientDescriptor,
  integratedGradientsDescriptor,
  smoothGradDescriptor,
  guidedBackpropDescriptor,
  guidedGradCamDescriptor,
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
