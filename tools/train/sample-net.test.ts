import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadOnnxModel } from '@pellucid/backend-ort';
import { afterAll, expect, test } from 'vitest';

const folder = new URL('../../packages/sample-net/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));
const card = read('README.md').toString();
const labels: unknown = JSON.parse(read('labels.json').toString());
const model = await loadOnnxModel(read('sample-net.onnx'));

afterAll(() => model.dispose());

test('every file has the hash that the card states', () => {
  const stated = [...card.matchAll(/`([\w./-]+)`[^\n]*`([0-9a-f]{64})`/g)].map(([, file, hash]) => [file, hash]);
  const found = stated.map(([file]) => [file, createHash('sha256').update(read(file!)).digest('hex')]);
  expect(stated).toHaveLength(5);
  expect(found).toEqual(stated);
});

test('both formats carry the labels, and the card lists them', () => {
  const tfjs = JSON.parse(read('tfjs/model.json').toString()) as { userDefinedMetadata: { labels: unknown } };
  expect(JSON.parse(model.metadata['labels']!)).toEqual(labels);
  expect(tfjs.userDefinedMetadata.labels).toEqual(labels);
  expect(card).toContain((labels as string[]).join(', '));
});

test('shapes and the number of parameters are those of the card', () => {
  expect(model.inputs).toMatchObject([{ name: 'image', shape: [null, 3, 128, 128] }]);
  expect(model.outputs).toMatchObject([{ name: 'logits', shape: [null, 13] }]);
  const floats = [...model.graph.constants.values()].filter(({ dtype }) => dtype === 'float32');
  const parameters = floats.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  expect(card).toContain(`${parameters.toLocaleString('en-US')} parameters`);
});
