import type { GradientCase } from '../gradient-case.js';
import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import { linear } from './linear.js';
import { pooling } from './pooling.js';
import { resizing } from './resizing.js';
import { shapes } from './shapes.js';

export const gradientCases: readonly GradientCase[] = [
  ...convolutions,
  ...pooling,
  ...linear,
  ...elementwise,
  ...shapes,
  ...resizing,
];
