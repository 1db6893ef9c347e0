import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/onnx/parse.js';
import { readOnnx } from '../../src/onnx/read.js';
import { fixture, modelInvalid } from './support.js';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const padded = (text: string): Uint8Array => bytesOf(text.padEnd(100, '\0'));

describe('files that are no ONNX models are recognised', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /empty/],
    ['PNG', padded('\x89PNG\r\n\x1a\n'), /PNG picture/],
    ['JPEG', padded('\xff\xd8\xff\xe0'), /JPEG picture/],
    ['GIF', padded('GIF89a'), /GIF picture/],
    ['WebP', padded('RIFF\x10\0\0\0WEBPVP8 '), /WebP picture/],
    ['PyTorch', padded('PK\x03\x04'), /PyTorch.*torch\.onnx\.export/],
    ['old PyTorch', padded('\x80\x02\x8a\x0a'), /pickle.*torch\.onnx\.export/],
    ['Keras', padded('\x89HDF\r\n\x1a\n'), /HDF5.*tf2onnx/],
    ['TensorFlow Lite', padded('\x1c\0\0\0TFL3'), /TensorFlow Lite.*tf2onnx/],
    ['ORT', padded('\x1c\0\0\0ORTM'), /ORT format/],
    ['safetensors', padded('\x40\0\0\0\0\0\0\0{"weight":'), /safetensors/],
    ['GGUF', padded('GGUF\x03'), /GGUF/],
    ['npy', padded('\x93NUMPY\x01\0'), /NumPy/],
    ['gzip', padded('\x1f\x8b\x08'), /gzip/],
    ['a Git LFS pointer', bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:00'), /git lfs pull/],
    ['HTML', bytesOf('\n  <!DOCTYPE html><html></html>'), /HTML/],
    ['JSON', bytesOf('{"format": "layers-model"}'), /JSON/],
    ['JSON with a mark', bytesOf('\xef\xbb\xbf[1]'), /JSON/],
    ['text', bytesOf('hello, world, this is no model'), /should be an ONNX file/],
    ['zeros', new Uint8Array(64), /should be an ONNX file/],
    // A message whose first field is a message: a TensorFlow graph.
    ['another protocol buffer', bytesOf('\x0a\x03\x0a\x01a'), /should be an ONNX file/],
    ['a model without a graph', bytesOf('\x08\x08'), /no graph/],
  ])('%s', (_, bytes, message) => {
    expect(() => readOnnx(bytes)).toThrow(modelInvalid(message));
  });
});

describe('damaged files', () => {
  const file = fixture('typed-data.onnx');
  /** Bytes of the operator set, which the reference library writes behind the graph. */
  const opsetImport = 6;

  it('that are truncated say how much is missing', () => {
    const message = new RegExp(`truncated: .* at least ${file.length - opsetImport} bytes, but it has 600`);
    expect(() => readOnnx(file.subarray(0, 600))).toThrow(modelInvalid(message));
  });

  it('that end after the graph lack the operator set', () => {
    const cut = file.subarray(0, file.length - opsetImport);
    expect(() => readOnnx(cut)).toThrow(modelInvalid(/operator set.*truncated/));
  });

  it('are taken for what they are where only a message inside is broken', () => {
    const broken = file.slice();
    const graph = broken.indexOf(0x3a);
    broken[graph + 3] = 0xff;
    expect(() => parseModel(broken)).toThrow(modelInvalid(/damaged/));
  });
});
