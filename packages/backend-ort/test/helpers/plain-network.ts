import type { RuleSet } from '@pellucid/core';

/** A layer by its definition, in float64 on flat arrays. `backward` follows `forward`, and sees what it saw. */
export interface PlainLayer {
  forward(x: Float64Array): Float64Array;
  backward(cotangent: Float64Array, rules: RuleSet): Float64Array;
}

/** Values of the last layer and the cotangent at the input, for one picture. */
export function runPlain(
  layers: readonly PlainLayer[],
  x: ArrayLike<number>,
  cotangent: ArrayLike<number>,
  rules: RuleSet,
): { output: Float64Array; gradient: Float64Array } {
  let output: Float64Array = Float64Array.from(x);
  for (const layer of layers) output = layer.forward(output);
  let gradient: Float64Array = Float64Array.from(cotangent);
  for (const layer of layers.toReversed()) gradient = layer.backward(gradient, rules);
  return { output, gradient };
}

export interface PlainConvolution {
  readonly inputs: number;
  readonly outputs: number;
  readonly side: number;
  /** [outputs, inputs, 3, 3]. */
  readonly weights: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
}

/** A 3x3 convolution of a square picture with padding 1: [inputs, side, side] to [outputs, side, side]. */
export function plainConvolution({ inputs, outputs, side, weights, bias }: PlainConvolution): PlainLayer {
  /** Calls `visit` for every product in the sum that makes an output. */
  const forEachProduct = (visit: (from: number, to: number, weight: number) => void): void => {
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++)
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++)
            for (let ky = 0; ky < 3; ky++)
              for (let kx = 0; kx < 3; kx++) {
                const [fromY, fromX] = [y + ky - 1, x + kx - 1];
                if (fromY < 0 || fromY >= side || fromX < 0 || fromX >= side) continue;
                const weight = weights[((o * inputs + i) * 3 + ky) * 3 + kx]!;
                visit((i * side + fromY) * side + fromX, (o * side + y) * side + x, weight);
              }
  };
  return {
    forward: (x) => {
      const y = Float64Array.from({ length: outputs * side * side }, (_, at) => bias[Math.floor(at / side ** 2)]!);
      forEachProduct((from, to, weight) => (y[to]! += weight * x[from]!));
      return y;
    },
    backward: (g) => {
      const gradient = new Float64Array(inputs * side * side);
      forEachProduct((from, to, weight) => (gradient[from]! += weight * g[to]!));
      return gradient;
    },
  };
}

/** y = A x with A [outputs, inputs]. */
export function plainDense(weights: ArrayLike<number>, inputs: number, outputs: number): PlainLayer {
  return {
    forward: (x) =>
      Float64Array.from({ length: outputs }, (_, o) => x.reduce((sum, v, i) => sum + weights[o * inputs + i]! * v, 0)),
    backward: (g) =>
      Float64Array.from({ length: inputs }, (_, i) => g.reduce((sum, v, o) => sum + weights[o * inputs + i]! * v, 0)),
  };
}

/** min(max(x, 0), ceiling), with the derivative changed as each rule set's paper says. */
export function plainRectifier(ceiling = Infinity): PlainLayer {
  let seen = new Float64Array();
  const passes: Record<RuleSet, (g: number, x: number) => boolean> = {
    gradient: (_, x) => x > 0 && x < ceiling,
    'guided-backprop': (g, x) => g > 0 && x > 0 && x < ceiling,
    deconvnet: (g) => g > 0,
  };
  return {
    forward: (x) => {
      seen = Float64Array.from(x);
      return x.map((v) => Math.min(Math.max(v, 0), ceiling));
    },
    backward: (g, rules) => g.map((v, i) => (passes[rules](v, seen[i]!) ? v : 0)),
  };
}
