import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A network of a zoo folder, as its index.json has it. */
export interface ZooNet {
  readonly name: string;
  readonly family: string;
  readonly file: string;
  readonly input: string;
  readonly logits: string;
  /** Gradient of element `target` of the first output, flat: what that network's own PyTorch form gives in float64. */
  readonly grad64: string;
  readonly target: number;
  readonly opset: number;
  readonly exporter: string;
  /** Files of the other inputs, by name. */
  readonly extra_inputs?: Readonly<Record<string, string>>;
}

/** How well the gradient is known, and where: kinks.py says what each is. */
export interface Kinks {
  readonly k: number;
  readonly factor: number;
  /** Every `step`-th value of the gradient at the input times `factor`, where that is not 1. */
  readonly gradient?: readonly number[];
}

/** Grad-CAM in float64 at the module that a person would name in PyTorch: cams.py. */
export interface Cam {
  readonly module: string;
  /** Before up-sampling, row-major. */
  readonly values: readonly number[];
}

/** The feature layer that a person chose, looking at the graph; null where there is none. */
export interface Choice {
  readonly layer: string | null;
  readonly why: string;
  /** Why the network is not expected to work yet. */
  readonly later?: string;
}

export interface Zoo {
  readonly nets: readonly ZooNet[];
  readonly kinks: { readonly origin: string; readonly step: number; readonly nets: Readonly<Record<string, Kinks>> };
  readonly cams: { readonly origin: string; readonly nets: Readonly<Record<string, Cam>> };
  readonly choices: Readonly<Record<string, Choice>>;
}

export async function readZoo(folder: string): Promise<Zoo> {
  const own = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
  return {
    nets: (await read(`${folder}/index.json`)) as ZooNet[],
    kinks: (await read(own('fixtures/kinks.json'))) as Zoo['kinks'],
    cams: (await read(own('fixtures/cams.json'))) as Zoo['cams'],
    choices: (await read(own('expected.json'))) as Zoo['choices'],
  };
}
