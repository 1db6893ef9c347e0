import { loadOnnxModel } from '../../src/index.js';
import type { OrtModel } from '../../src/index.js';
import type { Graph } from '../../src/onnx/graph.js';
import { writeOnnx } from '../../src/onnx/write.js';

/** Loads a graph as its file would be, works with it, and frees it. */
export async function withModel<Result>(graph: Graph, work: (model: OrtModel) => Promise<Result>): Promise<Result> {
  const model = await loadOnnxModel(writeOnnx(graph), { threads: 1 });
  try {
    return await work(model);
  } finally {
    await model.dispose();
  }
}
