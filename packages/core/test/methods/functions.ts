import {
  ablationCam,
  cam,
  deconvnet,
  eigenCam,
  eigenGradCam,
  gradCam,
  gradCamPlusPlus,
  guidedBackprop,
  guidedGradCam,
  hiresCam,
  inputXGradient,
  integratedGradients,
  layerCam,
  occlusion,
  reciproCam,
  saliency,
  scoreCam,
  smoothGrad,
  xGradCam,
} from '../../src/index.js';

/** The class activation maps that cost one run of the network, by id. */
export const quickCams = [
  ['grad-cam', gradCam],
  ['hires-cam', hiresCam],
  ['layer-cam', layerCam],
  ['grad-cam++', gradCamPlusPlus],
  ['xgrad-cam', xGradCam],
  ['eigen-cam', eigenCam],
  ['eigengrad-cam', eigenGradCam],
] as const;

/** Every method that has a target, by id. */
export const explainers = [
  ...quickCams,
  ['ablation-cam', ablationCam],
  ['score-cam', scoreCam],
  ['recipro-cam', reciproCam],
  ['cam', cam],
  ['saliency', saliency],
  ['input-x-gradient', inputXGradient],
  ['integrated-gradients', integratedGradients],
  ['smoothgrad', smoothGrad],
  ['guided-backprop', guidedBackprop],
  ['guided-grad-cam', guidedGradCam],
  ['deconvnet', deconvnet],
  ['occlusion', occlusion],
] as const;
