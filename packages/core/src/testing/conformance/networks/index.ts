import type { NetworkDescription } from '../network.js';
import { branches } from './branches.js';
import { classifier } from './classifier.js';
import { fused } from './fused.js';
import { mobile } from './mobile.js';
import { tokens } from './tokens.js';

/** The networks that every backend is tried with. */
export const conformanceNetworks: readonly NetworkDescription[] = [classifier, mobile, branches, fused, tokens];
