/** Where the kernel is cut off, in standard deviations. */
const reach = 4;

/**
 * Planes blurred by a Gaussian, one axis after the other, in double precision. The kernel ends at 4 sigma, and the picture
 * is mirrored at its borders, the edge pixels repeated (d c b a | a b c d | d c b a), as scipy.ndimage.gaussian_filter has it.
 *
 * @param planes [..., height, width]
 * @param sigma standard deviation in pixels, 0 or more
 */
export function gaussianBlur(planes: Float32Array, height: number, width: number, sigma: number): Float32Array {
  const kernel = gaussianKernel(sigma);
  const rows = mirroredIndices(height, kernel.length);
  const columns = mirroredIndices(width, kernel.length);
  const out = new Float32Array(planes.length);
  const across = new Float64Array(height * width);
  for (let plane = 0; plane < planes.length; plane += height * width) {
    for (let y = 0; y < height; y++) {
      const line = plane + y * width;
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * planes[line + columns[x + k]!]!;
        across[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * across[rows[y + k]! * width + x]!;
        out[plane + y * width + x] = sum;
      }
    }
  }
  return out;
}

/** An odd number of weights that sum to 1. */
function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(reach * sigma + 0.5);
  const powers = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    k === radius ? 1 : Math.exp(-0.5 * ((k - radius) / sigma) ** 2),
  );
  const total = powers.reduce((sum, power) => sum + power);
  return powers.map((power) => power / total);
}

/** For each position under a sliding kernel, from half its length before the side to half behind it, the index it reads. */
function mirroredIndices(side: number, length: number): Int32Array {
  const period = 2 * side;
  return Int32Array.from({ length: side + length - 1 }, (_, i) => {
    const at = (((i - (length - 1) / 2) % period) + period) % period;
    return at < side ? at : period - 1 - at;
  });
}
