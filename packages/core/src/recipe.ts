import type { Attribution } from './attribution.js';
import type { RuntimeInfo, TensorSpec } from './model.js';
import type { ChosenLayer } from './network/feature-layer.js';
import type { ResolvedTarget } from './objective.js';
import type { Preprocessing } from './preprocess/preprocessing.js';

/** A class and what the network says of it. */
export interface ScoredClass {
  readonly index: number;
  /** Null where the network's classes have no names. */
  readonly label: string | null;
  readonly score: number;
}

/** The classes with the largest scores, largest first. */
export interface TopClasses {
  /** `share`: the part of a spatial output's positions where the class is the predicted one. */
  readonly quantity: 'probability' | 'value' | 'share';
  readonly classes: readonly ScoredClass[];
}

/** A file, known by its name and its content. */
export interface RecipeFile {
  /** As it was given, or the name alone. */
  readonly file: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
}

export interface RecipeInput extends RecipeFile {
  /** Sides of the picture in pixels, upright; null for an input that was given as numbers. */
  readonly width: number | null;
  readonly height: number | null;
}

export interface RecipeModel extends RecipeFile {
  readonly inputs: readonly TensorSpec[];
}

/** How pictures were prepared; null for an input that was given as numbers. */
export interface RecipePreprocessing extends Preprocessing {
  readonly warnings: readonly string[];
}

/** What is explained, with its name for people. */
export interface RecipeTarget extends ResolvedTarget {
  readonly label: string | null;
}

/** What is known around an attribution. Everything is plain JSON. */
export interface RecipeParts {
  /** Of one picture. */
  readonly attribution: Attribution;
  /** Options as a reader should see them, in place of the attribution's own (a mask's file for its values, ...). */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Name of the target for people. */
  readonly label: string | null;
  readonly top: TopClasses | null;
  readonly model: RecipeModel;
  readonly input: RecipeInput;
  /** The network's other inputs, by name. Default: none. */
  readonly feeds?: Readonly<Record<string, RecipeFile>>;
  readonly preprocessing: RecipePreprocessing | null;
  readonly runtime: RuntimeInfo;
  /** Versions of the packages that took part, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>;
  /** Scale and colours of the picture; null where none was drawn. */
  readonly rendering: Readonly<Record<string, unknown>> | null;
  /** Names of the files that hold the result, by format. */
  readonly files: Readonly<Record<string, string>>;
  /** Besides those of the attribution. */
  readonly notes?: readonly string[];
}

/** What reproduces an explanation, and what it said: plain JSON. */
export interface Recipe {
  /** Of this record's form; grows when a reader has to change. */
  readonly recipeVersion: 1;
  readonly method: string;
  /** Null for methods without a target. */
  readonly target: RecipeTarget | null;
  readonly top: TopClasses | null;
  readonly layer: ChosenLayer | null;
  readonly preprocessing: RecipePreprocessing | null;
  readonly options: Readonly<Record<string, unknown>>;
  /** Shape of the raw values, without the batch. */
  readonly shape: readonly number[];
  readonly model: RecipeModel;
  readonly input: RecipeInput;
  readonly feeds: Readonly<Record<string, RecipeFile>>;
  readonly runtime: RuntimeInfo;
  readonly versions: Readonly<Record<string, string>>;
  readonly timings: Readonly<Record<string, number>>;
  readonly checks: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
  readonly rendering: Readonly<Record<string, unknown>> | null;
  readonly files: Readonly<Record<string, string>>;
}

/** The record of an explanation of one picture. */
export function createRecipe(parts: RecipeParts): Recipe {
  const {
    attribution,
    label,
    top,
    model,
    input,
    feeds = {},
    preprocessing,
    versions,
    timings,
    rendering,
    files,
  } = parts;
  const [target] = attribution.targets;
  const { name, version, engine, threads, fallbacks } = parts.runtime;
  return {
    recipeVersion: 1,
    method: attribution.method,
    target: target ? { ...target, label } : null,
    top,
    layer: attribution.layer,
    preprocessing,
    options: parts.options ?? attribution.options,
    shape: attribution.values.shape.slice(1),
    model,
    input,
    feeds,
    runtime: { name, version, engine, ...(threads !== undefined && { threads }), fallbacks: [...fallbacks] },
    versions,
    timings,
    checks: attribution.checks,
    notes: [...attribution.notes, ...(parts.notes ?? [])],
    rendering,
    files,
  };
}
