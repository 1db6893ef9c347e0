/** What the visitor gave: a picture, and a network with what belongs beside it. They stay in this page. */
export interface VisitorFiles {
  readonly picture: File | null;
  readonly model: readonly File[];
}

export const noFiles: VisitorFiles = { picture: null, model: [] };

const isPicture = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/') || /\.npy$/i.test(name);
const isModel = ({ name }: Pick<File, 'name'>): boolean => /\.onnx$|\.json$/i.test(name);

/** Tells pictures from networks by name and type; a network takes all files that came with it. */
export function sortFiles(files: readonly File[]): VisitorFiles {
  const others = files.filter((file) => !isPicture(file));
  return { picture: files.find(isPicture) ?? null, model: others.some(isModel) ? others : [] };
}

/** The file that a network goes by: its ONNX file or model.json. */
export function modelName(files: readonly File[]): string | null {
  const named = [/\.onnx$/i, /^model\.json$/i, /\.json$/i].flatMap((kind) =>
    files.filter(({ name }) => kind.test(name)),
  );
  return named[0]?.name ?? null;
}
