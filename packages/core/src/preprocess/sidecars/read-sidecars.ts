import { XaiError } from '../../errors.js';

/** The folder that a model lies in, as far as settings and labels beside it are looked for. */
export interface SidecarFolder {
  /** Names of the files that are there, or, where they cannot be listed, of those worth asking for. */
  files(): Promise<readonly string[]>;
  /** A file's content; null if it is not there. */
  read(name: string): Promise<Uint8Array | null>;
}

/** Files that speak for every model of their folder. */
const general = [
  'preprocessor_config.json',
  'config.json',
  'metadata.json',
  'xai.json',
  'labels.json',
  'labels.txt',
  'classes.txt',
  'synset.txt',
];
/** Files that may speak for one model, with its name before them. */
const kind = /(?:^|[._-])(?:xai\.json|(?:labels|classes|class_index|synset)\.(?:json|txt))$/i;
/** Every browser and Node have it; the types of the language alone do not. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Larger files are no settings. */
const maximum = 32 * 2 ** 20;

/** Names that are worth asking for in a folder that cannot be listed. */
export function likelySidecars(model: string): string[] {
  return [`${stemOf(model)}.xai.json`, ...general];
}

/**
 * The settings and labels beside a model, by file name, those for this very model first: parsed JSON, or the text of
 * `.txt` files. Files that are named after another model of the folder are not its own.
 *
 * @throws XaiError `model-invalid` for one that is not JSON though its name says so
 */
export async function readSidecars(folder: SidecarFolder, model: string): Promise<Record<string, unknown>> {
  const files = await folder.files();
  const isAlone = files.every((file) => file === model || !/\.onnx$|^model\.json$/i.test(file));
  const own = files.filter((file) => isNamedAfter(file, model));
  const shared = files.filter(
    (file) => !own.includes(file) && (general.includes(file) || (isAlone && kind.test(file))),
  );
  const sidecars: Record<string, unknown> = {};
  for (const name of [...own, ...shared]) {
    const bytes = await folder.read(name);
    if (!bytes || bytes.length > maximum) continue;
    const content = new TextDecoder().decode(bytes);
    sidecars[name] = name.endsWith('.txt') ? content : parseJson(content, name);
  }
  return sidecars;
}

/** Whether a file is `MODEL.labels.txt`, `MODEL.onnx.xai.json` and the like. */
function isNamedAfter(file: string, model: string): boolean {
  const prefix = [model, stemOf(model)].find((name) => file.startsWith(name));
  if (prefix === undefined) return false;
  const rest = file.slice(prefix.length);
  return kind.exec(rest)?.index === 0 && /^[._-]/.test(rest);
}

function stemOf(model: string): string {
  return model.replace(/\.[^.]*$/, '');
}

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new XaiError(
      'model-invalid',
      `'${name}' beside the model is not valid JSON: ${(cause as Error).message}. Repair it or take it away.`,
      { cause },
    );
  }
}
