import { backend_util } from '@tensorflow/tfjs-core';
import type { Conv2DAttrs, Tensor } from '@tensorflow/tfjs-core';

/** Along one spatial axis. */
export interface ConvolutionAxis {
  /** Elements before and after the convolution. */
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the first element. */
  readonly before: number;
}

export type ConvolutionAttributes = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> &
  Partial<Pick<Conv2DAttrs, 'dilations' | 'dataFormat'>>;

type Pair<Value> = [Value, Value];

/** The geometry of a convolution of an NHWC tensor: rows, then columns. */
export function convolutionAxes(
  inputShape: readonly number[],
  filter: Tensor,
  { strides, pad, dilations, dimRoundingMode }: ConvolutionAttributes,
  isDepthwise: boolean,
): Pair<ConvolutionAxis> {
  const info = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    isDepthwise,
  );
  return [
    {
      input: info.inHeight,
      output: info.outHeight,
      kernel: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      kernel: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
  ];
}

export function pairOf<Value>(
  [rows, columns]: Pair<ConvolutionAxis>,
  of: (axis: ConvolutionAxis) => Value,
): Pair<Value> {
  return [of(rows), of(columns)];
}
