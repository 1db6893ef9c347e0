interface Format {
  readonly what: string;
  readonly next: string;
  readonly matches: (bytes: Uint8Array) => boolean;
}

const startsWith =
  (text: string, offset = 0) =>
  (bytes: Uint8Array): boolean =>
    [...text].every((char, index) => bytes[offset + index] === char.charCodeAt(0));

const firstCharacter =
  (characters: string) =>
  (bytes: Uint8Array): boolean => {
    const first = bytes
      .subarray(0, 64)
      .find((byte) => !' \t\r\n\uFEFF\u00EF\u00BB\u00BF'.includes(String.fromCharCode(byte)));
    return first !== undefined && characters.includes(String.fromCharCode(first));
  };

const picture = 'give the picture as the image and an .onnx file as the model';
const fromTorch = 'export it with torch.onnx.export';
const fromTensorFlow = 'convert it with tf2onnx';

// None of these can be the beginning of an ONNX file.
const formats: readonly Format[] = [
  { what: 'a PNG picture', next: picture, matches: startsWith('\x89PNG') },
  { what: 'a JPEG picture', next: picture, matches: startsWith('\xFF\xD8\xFF') },
  { what: 'a GIF picture', next: picture, matches: startsWith('GIF8') },
  { what: 'a WebP picture', next: picture, matches: startsWith('WEBP', 8) },
  {
    what: 'a zip archive, as PyTorch (.pt, .pth), Keras (.keras) and NumPy (.npz) write',
    next: `unpack it, or, if it is a PyTorch model, ${fromTorch}, and if a Keras model, ${fromTensorFlow}`,
    matches: startsWith('PK\x03\x04'),
  },
  {
    what: 'a Python pickle, as older PyTorch versions (.pt, .pth) and scikit-learn write',
    next: fromTorch,
    matches: (bytes) => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5,
  },
  { what: 'an HDF5 file, as Keras (.h5) writes', next: fromTensorFlow, matches: startsWith('\x89HDF') },
  { what: 'a TensorFlow Lite model', next: fromTensorFlow, matches: startsWith('TFL3', 4) },
  {
    what: 'a model in the ORT format',
    next: 'give the .onnx file that it was made from',
    matches: startsWith('ORTM', 4),
  },
  { what: 'a safetensors file, which holds weights but no network', next: fromTorch, matches: startsWith('{"', 8) },
  { what: 'a GGUF file', next: 'give an .onnx file', matches: startsWith('GGUF') },
  {
    what: 'a NumPy array',
    next: 'give it as the input and an .onnx file as the model',
    matches: startsWith('\x93NUMPY'),
  },
  { what: 'gzip-compressed', next: 'unpack it first', matches: startsWith('\x1F\x8B') },
  {
    what: 'a Git LFS pointer and not the file itself',
    next: 'fetch it with "git lfs pull"',
    matches: startsWith('version https://git-lfs'),
  },
  {
    what: 'an HTML or XML page',
    next: 'download the file itself and not the page about it',
    matches: firstCharacter('<'),
  },
  { what: 'JSON text', next: 'give an .onnx file', matches: firstCharacter('{[') },
];

/** What a file is that is not an ONNX model, and what to do with it; `undefined` when its beginning tells nothing. */
export function recognize(bytes: Uint8Array): { what: string; next: string } | undefined {
  return formats.find(({ matches }) => matches(bytes));
}
