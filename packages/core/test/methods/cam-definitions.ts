import { eigenGradCam } from '../../src/methods/cam/eigengrad-cam.js';
import { gradCam } from '../../src/methods/cam/grad-cam.js';
import { gradCamPlusPlus } from '../../src/methods/cam/grad-cam-plus-plus.js';
import type { GradientCam } from '../../src/methods/cam/gradient-cam.js';
import { hiresCam } from '../../src/methods/cam/hires-cam.js';
import { layerCam } from '../../src/methods/cam/layer-cam.js';
import { xGradCam } from '../../src/methods/cam/xgrad-cam.js';
import type { Channels } from './features.js';
import { sum } from './features.js';
import { jacobiComponent } from './jacobi.js';

type Definition = (A: Channels, G: Channels) => number[];

/** sum_k w_k A_k, the weight of each channel from its own values and gradients. */
const weighed =
  (weight: (a: readonly number[], g: readonly number[]) => number): Definition =>
  (A, G) =>
    A[0]!.map((_, p) => sum(A.map((a, k) => weight(a, G[k]!) * a[p]!)));

const elementwiseSum =
  (term: (a: number, g: number) => number): Definition =>
  (A, G) =>
    A[0]!.map((_, p) => sum(A.map((a, k) => term(a[p]!, G[k]![p]!))));

const quotient = (a: number, b: number): number => (b === 0 ? 0 : a / b);

/** Each method and its map before the ReLU, written out. */
export const gradientCams: readonly [string, GradientCam, Definition][] = [
  ['grad-cam', gradCam, weighed((_, G) => sum(G) / G.length)],
  ['hires-cam', hiresCam, elementwiseSum((a, g) => g * a)],
  ['layer-cam', layerCam, elementwiseSum((a, g) => Math.max(g, 0) * a)],
  [
    'grad-cam++',
    gradCamPlusPlus,
    weighed((A, G) => sum(G.map((g) => quotient(g ** 2, 2 * g ** 2 + sum(A) * g ** 3) * Math.max(g, 0)))),
  ],
  ['xgrad-cam', xGradCam, weighed((A, G) => quotient(sum(A.map((a, p) => a * G[p]!)), sum(A)))],
  ['eigengrad-cam', eigenGradCam, (A, G) => principal(A.map((a, k) => a.map((value, p) => value * G[k]![p]!)))],
];

/** The first principal component, with the sign that correlates with the mean over the channels. */
export function principal(A: Channels): number[] {
  const { projection } = jacobiComponent(A);
  const mean = A[0]!.map((_, p) => sum(A.map((channel) => channel[p]!)) / A.length);
  const level = sum(mean) / mean.length;
  const covariance = sum(projection.map((value, p) => value * (mean[p]! - level)));
  return projection.map((value) => Math.sign(covariance) * value);
}

/** Each channel less its mean over the positions. */
export function centred(A: Channels): Channels {
  return A.map((values) => values.map((value) => value - sum(values) / values.length));
}
