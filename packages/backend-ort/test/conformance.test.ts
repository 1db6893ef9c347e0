import { conformanceSuite } from '@pellucid/core/testing';
import { describe, test } from 'vitest';
import { loadOnnxModel } from '../src/index.js';
import { writeOnnx } from '../src/onnx/write.js';
import { describedGraph } from './helpers/described-graph.js';

describe.each(['node', 'web'] as const)('onnxruntime-%s', (runtime) => {
  const suite = conformanceSuite({
    build: (network) => loadOnnxModel(writeOnnx(describedGraph(network)), { runtime, threads: 1 }),
  });
  for (const { name, run } of suite) test(name, run);
});
