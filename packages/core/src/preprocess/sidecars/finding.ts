import type { PresetName } from '../presets.js';
import type { PreprocessingPieces, Size } from '../preprocessing.js';

/** What is known of a network whose input is a picture: its shape, and what ships beside and inside the model. */
export interface PreprocessingClues {
  /** The network's input as core sees it: `[N, C, H, W]`, null for free sides. */
  readonly inputShape: readonly (number | null)[];
  /** Parsed JSON (or the text, for `.txt`) of the files beside the model, by file name. */
  readonly sidecars: Readonly<Record<string, unknown>>;
  /** ONNX metadata_props or TF.js userDefinedMetadata; values are text, JSON text or parsed JSON. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What one file or metadata record says. */
export interface Finding {
  /** The file or record, as it is shown to the user. */
  readonly source: string;
  /** The pieces that it states; the others are left to what comes after it. */
  readonly pieces: Partial<PreprocessingPieces>;
  /** Fills the pieces that it does not state itself. */
  readonly preset?: PresetName | undefined;
  /** Sides of the network's input, where the pieces alone do not say them. */
  readonly size?: Size | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly warnings: readonly string[];
}

/** Reads one format; null where the clues hold nothing of it. */
export type Reader = (clues: PreprocessingClues) => Finding | null;
