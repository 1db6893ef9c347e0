import { describe, expect, it } from 'vitest';
import { modelName, sortFiles } from '../src/files/visitor-files.js';
import { frameRate } from '../src/views/frame-rate.js';

const file = (name: string, type = ''): File => new File(['x'], name, { type });
const names = (files: readonly File[]): string[] => files.map(({ name }) => name);

describe('files of the visitor', () => {
  it('are pictures, or a network with all that came with it', () => {
    const { picture, model } = sortFiles([
      file('dog.jpg', 'image/jpeg'),
      file('net.onnx'),
      file('labels.txt', 'text/plain'),
      file('config.json', 'application/json'),
    ]);
    expect(picture?.name).toBe('dog.jpg');
    expect(names(model)).toEqual(['net.onnx', 'labels.txt', 'config.json']);
  });

  it('are nothing where no network is among them', () => {
    expect(sortFiles([file('notes.txt', 'text/plain')])).toEqual({ picture: null, model: [] });
  });

  it('take exact input as a picture', () => {
    expect(sortFiles([file('input.npy')]).picture?.name).toBe('input.npy');
  });

  it('go by the name of the network', () => {
    expect(modelName([file('config.json'), file('net.onnx')])).toBe('net.onnx');
    expect(modelName([file('metadata.json'), file('model.json'), file('weights.bin')])).toBe('model.json');
    expect(modelName([file('labels.txt')])).toBeNull();
  });
});

describe('frames in a second', () => {
  it('are counted over the last two', () => {
    const count = frameRate();
    expect(count(0)).toBeNull();
    expect(count(100)).toBe(10);
    expect(count(200)).toBe(10);
    // A pause: frames of before it are forgotten.
    expect(count(5000)).toBeNull();
    expect(count(5500)).toBe(2);
  });
});
