/** How pixels are weighted when a picture is resized; the names are Pillow's `Image.Resampling`, in lower case. */
export type Filter = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

/** The filters, for checks and messages. */
export const filters: readonly Filter[] = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'];

/** A weight as a function of the distance in pixels, 0 beyond `support`. */
export interface Kernel {
  readonly support: number;
  weight(distance: number): number;
}

// Pillow writes these two in single precision.
const hammingMean = Math.fround(0.54);
const hammingSwing = Math.fround(0.46);

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** The kernels of Pillow's antialiased filters. `bicubic` is Keys' cubic convolution with a = -0.5 (Keys 1981). */
export const kernels: Readonly<Record<Exclude<Filter, 'nearest'>, Kernel>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) => (Math.abs(x) >= 1 ? 0 : sinc(x) * (hammingMean + hammingSwing * Math.cos(x * Math.PI))),
  },
  bicubic: {
    support: 2,
    weight: (x) => {
      const d = Math.abs(x);
      if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
      return d < 2 ? -0.5 * (((d - 5) * d + 8) * d - 4) : 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};
