/**
 * Files that come with the package, where a bundler or the bundle for plain pages has put them. Each address is written
 * out in one piece, as bundlers look for exactly that.
 */
export const sampleNet = {
  onnx: new URL('@pellucid/sample-net/sample-net.onnx', import.meta.url),
  modelJson: new URL('@pellucid/sample-net/tfjs/model.json', import.meta.url),
  weights: new URL('@pellucid/sample-net/tfjs/weights.bin', import.meta.url),
  labels: new URL('@pellucid/sample-net/labels.json', import.meta.url),
  photo: new URL('@pellucid/sample-net/photo.png', import.meta.url),
};
