import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';
import { knownSide, reshapeToInput } from '../shapes.js';

/** Channels interleaved into blocks: SpaceToDepth is the inverse for DCR; CRD is undone by hand. */
export const depthToSpace: Rule = {
  vjp: (context) => {
    const { op, attributes, inputShape, cotangent } = context;
    const block = attributes.int('blocksize', 1);
    if (attributes.string('mode', 'DCR') === 'DCR') return [op.SpaceToDepth(cotangent(), block)];
    const [, channels, height, width] = inputShape(0);
    if (channels === undefined) return [impossible('its input is not four-dimensional')];
    const sides = [0, knownSide(channels) / block ** 2, knownSide(height), block, knownSide(width), block];
    // [N, C, H, b, W, b] -> [N, C, b, b, H, W]
    const blocks = op.Transpose(op.Reshape(cotangent(), op.ints(sides)), [0, 1, 3, 5, 2, 4]);
    return [reshapeToInput(context, blocks)];
  },
};

/** Blocks moved into channels; DepthToSpace (DCR) is the inverse. */
export const spaceToDepth: Rule = {
  vjp: ({ op, attributes, cotangent }) => [op.DepthToSpace(cotangent(), attributes.int('blocksize', 1))],
};
