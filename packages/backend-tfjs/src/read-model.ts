import { channelsFirst, sizeOf } from '@pellucid/core';
import type { Layout } from '@pellucid/core';
import { metadataOf, readArtifacts } from './artifacts.js';
import type { ReadArtifacts } from './artifacts.js';
import { endsOf, inputShape } from './graph-model/ends.js';
import { dtypeOf, readNodes } from './graph-model/nodes.js';
import { kerasEnds } from './layers-model/layers-ends.js';
import { pictureLayout } from './layouts.js';

/** A tensor as far as a model.json tells. */
export interface TfjsTensor {
  readonly name: string;
  readonly dtype: string;
  /** [N, C, H, W] for what looks like a picture. `null` for a free side, or where nothing is said. */
  readonly shape: readonly (number | null)[] | null;
  /** How the file stores what looks like a picture. */
  readonly layout: Layout | null;
}

/** What a model.json says of its network. */
export interface TfjsFile {
  readonly format: 'layers-model' | 'graph-model';
  /** The programs that made it, if it says so. */
  readonly producer: string;
  /** Numbers in its weights. */
  readonly parameters: number;
  readonly inputs: readonly TfjsTensor[];
  /** Names are all that most files tell of them. */
  readonly outputs: readonly TfjsTensor[];
  /** Text, or JSON text, of what it says beside topology and weights; userDefinedMetadata (labels) by its own keys. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads what a model.json says, without its weights and without TensorFlow.js.
 *
 * @param model the parsed model.json
 * @throws XaiError `model-invalid` or `model-unsupported`
 */
export function readTfjsModel(model: unknown): TfjsFile {
  const read = readArtifacts(model);
  const { convertedBy, generatedBy } = read.json;
  return {
    format: read.format,
    producer: [convertedBy, generatedBy].filter((maker) => typeof maker === 'string').join(' from '),
    parameters: read.weightSpecs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    ...(read.format === 'graph-model' ? endsOfGraph(read) : endsOfLayers(read)),
    metadata: metadataOf(read),
  };
}

type Ends = Pick<TfjsFile, 'inputs' | 'outputs'>;

function endsOfLayers({ topology }: ReadArtifacts): Ends {
  const { inputs, outputs } = kerasEnds(topology);
  return {
    inputs: inputs.map(({ name, dtype, shape }) => tensorOf(name, dtype, shape)),
    outputs: outputs.map((name) => tensorOf(name, 'float32', null)),
  };
}

function endsOfGraph(read: ReadArtifacts): Ends {
  const nodes = readNodes(read.topology);
  const ends = endsOf(nodes, read);
  return {
    inputs: ends.inputs.map((name) => {
      const node = nodes.find((each) => each.name === name)!;
      return tensorOf(name, dtypeOf(node), inputShape(node, ends));
    }),
    outputs: ends.outputs.map((name) => tensorOf(name, 'float32', null)),
  };
}

function tensorOf(name: string, dtype: string, sides: readonly (number | null)[] | null): TfjsTensor {
  const layout = pictureLayout(sides ?? []);
  return { name, dtype, shape: sides && channelsFirst(sides, layout), layout };
}
