/**
 * Largest difference from the reference, relative to the largest value of a tensor. Networks of the suite are some ten
 * layers deep, with sums of up to a hundred terms: a few dozen roundings of 6e-8 each.
 */
export const forwardTolerance = 1e-5;
export const gradientTolerance = 1e-5;

/** For one row alone against the same row in a batch: kernels change with the shape. */
export const batchTolerance = 1e-6;

/**
 * For methods: they add up what many runs say, and some divide by what they find (Grad-CAM++, XGrad-CAM, principal
 * components).
 */
export const methodTolerance = 1e-4;
