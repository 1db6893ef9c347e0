/** The version of this package; our packages are released together and pin one another exactly. */
export const version = '0.1.0';
