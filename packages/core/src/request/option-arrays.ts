import type { MethodDescriptor } from '../methods/descriptor.js';
import { floatTensor } from '../tensor.js';
import { isArrayFile } from './method-option.js';

type Options = Readonly<Record<string, unknown>>;

/** The values of a file of numbers, in float32. */
interface ReadValues {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * The options of a method with the arrays read that they name by file (`baseline` is `mean.npy`), and, for the record, those
 * as they were given.
 *
 * @param read an array of [1, C, H, W]; one without the batch holds one row
 */
export async function readOptionArrays(
  method: MethodDescriptor,
  options: Options,
  read: (file: string, option: string) => Promise<ReadValues>,
): Promise<{ readonly options: Options; readonly given: Options }> {
  const given: Record<string, unknown> = {};
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    const parts: unknown[] = Array.isArray(value) ? value : [value];
    if (!method.options[name]?.tensor || !parts.some(isArrayFile)) continue;
    const values = await Promise.all(
      parts.map(async (part) => {
        if (!isArrayFile(part)) return part;
        const { data, shape } = await read(part, name);
        return floatTensor(data, shape.length === 3 ? [1, ...shape] : shape);
      }),
    );
    given[name] = value;
    found[name] = values.length > 1 ? values : values[0];
  }
  return { options: { ...options, ...found }, given };
}
