import type { MethodDescriptor } from '../descriptor.js';
import { productSum } from './class-activation-map.js';
import type { GradientCam } from './gradient-cam.js';
import { gradientCam } from './gradient-cam.js';

const { explain, descriptor } = gradientCam(
  {
    id: 'layer-cam',
    title: 'LayerCAM',
    summary: 'Finer maps from earlier layers: each position is weighed by its own positive gradient.',
    definition: 'relu(sum_k relu(G_k) A_k), position by position',
    advice:
      'For layers before the last one, where the gradient differs from place to place and grad-cam falls apart; the mean over several layers (layer) joins detail and place. Negative gradients are left out, so it says nothing of what speaks against the target. The ReLU at the end only matters where activations can be negative.',
    paper: 'Jiang, Zhang, Hou, Cheng, Wei 2021, IEEE Transactions on Image Processing 30',
  },
  (activation, gradient, channels) =>
    productSum(
      activation,
      gradient.map((value) => Math.max(value, 0)),
      channels,
    ),
);

/**
 * relu(sum_k relu(G_k) A_k): each position is weighed by its own positive gradient, so that early layers give usable maps.
 *
 * Source: Jiang et al. 2021, IEEE Transactions on Image Processing 30, pages 5875 to 5888.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const layerCam: GradientCam = explain;

export const layerCamDescriptor: MethodDescriptor = descriptor;
