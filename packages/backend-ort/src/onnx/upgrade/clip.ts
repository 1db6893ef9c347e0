import { floatAttribute } from '../attribute.js';
import type { Converter } from './converter.js';
import { without } from './converter.js';

/** The largest float32, which stands for "no bound" in files. */
const unbounded = 3.4028234663852886e38;

export const clip: Converter = {
  op: 'Clip',
  since: 11,
  convert: (node, { scalar }) => {
    const [x = ''] = node.inputs;
    const min = floatAttribute(node, 'min', -unbounded);
    const max = floatAttribute(node, 'max', unbounded);
    const inputs = [x];
    if (min > -unbounded || max < unbounded) inputs.push(min > -unbounded ? scalar(min, x) : '');
    if (max < unbounded) inputs.push(scalar(max, x));
    return { ...without(node, 'min', 'max'), inputs };
  },
};
