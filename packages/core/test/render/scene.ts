import type { RgbPixels } from '../../src/image/pixels.js';
import type { MapTensor } from '../../src/render/reduce.js';

/** A picture of `size` x `size` for tests: a green ball before an evening sky. Only exact arithmetic, so every machine agrees. */
export function scenePicture(size: number): RgbPixels {
  const data = new Uint8ClampedArray(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const height = bump(x, y, size, 0.55, 0.6, 0.3);
      const sky = [90 + (120 * y) / size, 110 + (30 * y) / size, 190 - (100 * y) / size];
      const ball = [40 + 90 * height, 90 + 150 * height, 50 + 60 * height];
      data.set(height > 0 ? ball : sky, (y * size + x) * 3);
    }
  }
  return { data, width: size, height: size, channels: 3 };
}

/** A map [size, size]: a peak of 1.5 on the ball and, where `signed`, a trough of -1 beside it. */
export function sceneMap(size: number, signed: boolean): MapTensor {
  const data = Float32Array.from({ length: size * size }, (_, at) => {
    const x = at % size;
    const y = Math.floor(at / size);
    const trough = signed ? bump(x, y, size, 0.2, 0.25, 0.3) : 0;
    return 1.5 * bump(x, y, size, 0.5, 0.55, 0.4) - trough;
  });
  return { data, shape: [size, size] };
}

/** An attribution [3, size, size]: the signed map under noise, with a few far larger values, as gradients have. */
export function sceneAttribution(size: number): MapTensor {
  const map = sceneMap(size, true);
  const data = Float32Array.from({ length: 3 * size * size }, (_, at) => {
    const noise = ((at * 7919) % 1009) / 1009 - 0.5;
    const outlier = at % 977 === 0 ? 20 : 1;
    return noise * outlier * (0.1 + Math.abs(map.data[at % map.data.length]!));
  });
  return { data, shape: [3, size, size] };
}

/** 1 in the middle (in parts of the size), falling smoothly to 0 at the radius. */
function bump(x: number, y: number, size: number, centreX: number, centreY: number, radius: number): number {
  const dx = ((x + 0.5) / size - centreX) / radius;
  const dy = ((y + 0.5) / size - centreY) / radius;
  const rest = Math.max(0, 1 - dx * dx - dy * dy);
  return rest * rest;
}
