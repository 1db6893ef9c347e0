// OUT/weights.json of export.py to OUT/tfjs, a LayersModel with the same weights: `node to_tfjs.mjs OUT`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const out = process.argv[2];
const json = (name) => JSON.parse(readFileSync(`${out}/${name}.json`, 'utf8'));
const weights = json('weights');
const labels = json('labels');

const relu = (x, name) => tf.layers.reLU({ name }).apply(x);

/** 3x3, padded by one on every side, as torch does it: TF.js's own 'same' pads elsewhere when the stride is 2. */
function conv(x, name, filters, strides) {
  const padded = tf.layers.zeroPadding2d({ padding: 1, name: `${name}_pad` }).apply(x);
  return tf.layers.conv2d({ filters, kernelSize: 3, strides, padding: 'valid', name }).apply(padded);
}

const block = (x, name, filters, strides) => relu(conv(x, name, filters, strides), `${name}_relu`);

function residual(x, i, filters) {
  const inner = conv(block(x, `res${i}_a`, filters, 1), `res${i}_b`, filters, 1);
  return relu(tf.layers.add({ name: `res${i}_add` }).apply([x, inner]), `res${i}_relu`);
}

function buildModel() {
  const image = tf.input({ shape: [128, 128, 3], name: 'image' });
  let x = block(image, 'stem', 16, 2);
  x = residual(block(x, 'down1', 32, 2), 1, 32);
  x = residual(block(x, 'down2', 64, 2), 2, 64);
  x = residual(block(x, 'wide', 128, 1), 3, 128);
  const pooled = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(x);
  const logits = tf.layers.dense({ units: labels.length, name: 'logits' }).apply(pooled);
  return tf.model({ inputs: image, outputs: logits, name: 'sample_net' });
}

/** torch keeps filters as [out, in, h, w] and matrices as [out, in]; TF.js as [h, w, in, out] and [in, out]. */
function copyWeights(model) {
  for (const layer of model.layers) {
    const name = layer.name === 'logits' ? 'fc' : layer.name;
    const kernel = weights[`${name}.weight`];
    const bias = weights[`${name}.bias`];
    if (!kernel) continue;
    const order = kernel.shape.length === 4 ? [2, 3, 1, 0] : [1, 0];
    layer.setWeights([tf.tensor(kernel.data, kernel.shape).transpose(order), tf.tensor(bias.data, bias.shape)]);
  }
}

/** One file for the topology, one for the weights. */
async function save(model) {
  model.setUserDefinedMetadata({ labels, preprocessing: json('preprocessing') });
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightData, weightSpecs, userDefinedMetadata }) => {
    mkdirSync(`${out}/tfjs`, { recursive: true });
    writeFileSync(
      `${out}/tfjs/weights.bin`,
      Buffer.from(weightData instanceof ArrayBuffer ? weightData : weightData[0]),
    );
    const file = {
      format: 'layers-model',
      generatedBy: `TensorFlow.js ${tf.version.tfjs}`,
      convertedBy: null,
      modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      userDefinedMetadata,
    };
    writeFileSync(`${out}/tfjs/model.json`, JSON.stringify(file));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
}

/** Values of a float32 .npy file. */
function readValues(name) {
  const file = readFileSync(`${out}/${name}.npy`);
  return new Float32Array(
    file.buffer.slice(file.byteOffset + 10 + file.readUInt16LE(8), file.byteOffset + file.length),
  );
}

const model = buildModel();
copyWeights(model);
await save(model);
const logits = model.predict(tf.tensor(readValues('x'), [2, 3, 128, 128]).transpose([0, 2, 3, 1])).dataSync();
const expected = readValues('y');
console.log('tfjs diff', Math.max(...logits.map((value, i) => Math.abs(value - expected[i]))), model.countParams());
