import { floatsOf } from '../../onnx/constant.js';
import { mapAxis } from '../axis-map.js';
import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { knownSide, normalizeAxis, sameShape } from '../shapes.js';

/**
 * Resizing is linear and separable: on each axis y = M x, so the cotangent goes back by M transposed. The runtime itself
 * makes M, by resizing unit vectors: where positions fall half-way, its versions and providers take different cells.
 */
export const resize: Rule = {
  vjp: (context) => {
    const { attributes, inputShape, outputShape, has, constant, cotangent } = context;
    // ONNX Runtime copies here, whatever the scales say.
    if (sameShape(inputShape(0), outputShape())) return [cotangent(), null, null, null];
    const coordinates = attributes.string('coordinate_transformation_mode', 'half_pixel');
    if (coordinates === 'tf_crop_and_resize') return [impossible('tf_crop_and_resize is not handled')];
    const policy = attributes.string('keep_aspect_ratio_policy', 'stretch');
    if (policy !== 'stretch') return [impossible(`keep_aspect_ratio_policy ${policy} is not handled`)];
    const given = has(2) ? constant(2) : null;
    if (has(2) && !given) return [impossible('its scales are computed at run time')];
    const scales = given && given.shape[0] !== 0 ? floatsOf(given) : null;
    const shape = [...outputShape()];
    let value = cotangent();
    const axes = attributes.ints('axes') ?? inputShape(0).map((_, axis) => axis);
    axes.forEach((named, i) => {
      const axis = normalizeAxis(named, shape.length);
      const from = inputShape(0)[axis] ?? null;
      const scale = scales ? scales[i]! : null;
      // The free side is the batch, which nothing resizes.
      if (from === null || (from === shape[axis] && (scale ?? 1) === 1)) return;
      const resized = resizedUnits(context, from, knownSide(shape[axis]), scale);
      value = mapAxis(context, value, shape.length, axis, context.op.Transpose(resized, [1, 0]));
      shape[axis] = from;
    });
    return [value, null, null, null];
  },
};

/** [from, to]: unit vector i, resized as the node does it along one axis. Without a scale, to the size. */
function resizedUnits({ op, node }: RuleContext, from: number, to: number, scale: number | null): string {
  const units = Float32Array.from({ length: from * from }, (_, at) => (at % (from + 1) === 0 ? 1 : 0));
  const pictures = op.floats(units, [1, from, 1, from]);
  // A second row, so that the shape changes: ONNX Runtime copies where it does not.
  const size = scale === null ? ['', op.ints([1, from, 2, to])] : [op.floats([1, 1, 2, scale])];
  const resized = op.node('Resize', [pictures, '', ...size], { ...node.attributes, axes: undefined });
  return op.Reshape(op.Slice(resized, [0], [1], [2]), [from, to]);
}
