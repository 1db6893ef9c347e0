import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadOnnxModel } from '@pellucid/backend-ort';
import { floatTensor, relativeL2 } from '@pellucid/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../../../../tools/browser/browser-test.js';
import { strictCsp } from '../../../../tools/browser/content-policy.js';
import { buildBundle } from '../../scripts/build-bundle.js';
import type { Answer, Job, Outcome } from './worker.js';

const net = fileURLToPath(new URL('../../../sample-net/', import.meta.url));
const entry = fileURLToPath(new URL('page.ts', import.meta.url));
/**
 * Of outputs and gradients beside those of onnxruntime-node, relative in L2: what other orders of summing make. Gradients too,
 * without the kink rule, as the one input that is tried (a sine) lies next to no kink of the bundled net.
 */
const tolerance = 1e-5;

let folder = '';
let expected: Pick<Outcome, 'output' | 'gradient'>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pellucid-runtimes-'));
  await buildBundle({ entry, outDir: folder });
  expected = await computeInNode();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function computeInNode(): Promise<typeof expected> {
  const model = await loadOnnxModel(await readFile(join(net, 'sample-net.onnx')));
  const values = Float32Array.from({ length: 3 * 128 * 128 }, (_, i) => Math.sin(i));
  const [input, output] = [model.inputs[0]!.name, model.outputs[0]!.name];
  const feeds = { [input]: floatTensor(values, [1, 3, 128, 128]) };
  const result = (await model.run(feeds, [output]))[output]!;
  const cotangent = floatTensor(
    Float32Array.from(result.data as Float32Array, (_, i) => (i === 3 ? 1 : 0)),
    result.shape,
  );
  const { gradients } = await model.vjp(feeds, { [output]: cotangent }, [input]);
  await model.dispose();
  return {
    output: Array.from(result.data as Float32Array),
    gradient: Array.from(gradients[input]!.data as Float32Array),
  };
}

const engines: Readonly<Record<string, Job>> = {
  'onnxruntime-web on wasm': { backend: 'ort', options: {} },
  'onnxruntime-web on webgpu': { backend: 'ort', options: { providers: ['webgpu'] } },
  'TensorFlow.js on wasm': { backend: 'tfjs', options: { engine: 'wasm' } },
  'TensorFlow.js on webgl': { backend: 'tfjs', options: { engine: 'webgl' } },
  'TensorFlow.js on webgpu': { backend: 'tfjs', options: { engine: 'webgpu' } },
  'TensorFlow.js on cpu': { backend: 'tfjs', options: { engine: 'cpu' } },
};

describeInBrowser(
  'runtimes in a worker, under a strict policy',
  ({ open, serve }) => {
    const compute = async (job: Job, isolated = false): Promise<{ answer: Answer; paths: readonly string[] }> => {
      const script = '<!doctype html><title>t</title><script type="module" src="/pellucid.js"></script>';
      const server = await serve({
        mounts: { '/': folder, '/net/': net },
        pages: { '/': script },
        csp: strictCsp,
        isolated,
      });
      const { page, observed } = await open(`${server.origin}/`);
      await page.waitForFunction(() => 'runJob' in globalThis);
      const answer = await page.evaluate((given) => globalThis.runJob(given), job);
      expect(observed.cspViolations).toEqual([]);
      return { answer, paths: server.paths() };
    };

    const check = (answer: Answer): Outcome => {
      if ('error' in answer) throw new Error(answer.error);
      const { output, gradient, blocked } = answer.outcome;
      expect(blocked).toEqual([]);
      expect(relativeL2(output, expected.output)).toBeLessThan(tolerance);
      expect(relativeL2(gradient, expected.gradient)).toBeLessThan(tolerance);
      return answer.outcome;
    };

    test.each(Object.entries(engines))('%s computes what Node does, and loads no other runtime', async (name, job) => {
      const { answer, paths } = await compute(job);
      const { runtime } = check(answer);
      expect(name).toContain(` on ${runtime.engine}`);
      expect(runtime.fallbacks).toEqual([]);
      const other = job.backend === 'ort' ? /tfjs/ : /ort[.-]/;
      expect(paths.filter((path) => other.test(path) && !path.startsWith('/net/'))).toEqual([]);
    });

    test.each(['onnxruntime-web on wasm', 'TensorFlow.js on wasm'])('%s computes in isolated pages', async (name) => {
      check((await compute(engines[name]!, true)).answer);
    });

    test.each([
      [true, 2],
      [false, 1],
    ])('threads are those that there are: isolated %s, %i', async (isolated, threads) => {
      const { answer } = await compute({ backend: 'ort', options: { threads: 2 } }, isolated);
      expect(check(answer).runtime).toMatchObject({ engine: 'wasm', threads });
    });

    test('ONNX Runtime goes on without the graphics card that is lost', async () => {
      const { answer } = await compute({ ...engines['onnxruntime-web on webgpu']!, lose: true });
      const { runtime } = check(answer);
      expect(runtime.engine).toBe('wasm');
      expect(runtime.fallbacks).toEqual([expect.stringMatching(/^webgpu failed \(.+\)/)]);
    });

    test.each(['webgpu', 'webgl'] as const)(
      'TensorFlow.js never takes weights of a lost %s for zeros',
      async (engine) => {
        const job: Job = { backend: 'tfjs', options: { engine }, lose: true };
        expect((await compute(job)).answer).toEqual({
          error: expect.stringContaining(`lost the GPU of the engine ${engine}`) as string,
        });
        const { runtime } = check((await compute({ ...job, again: true })).answer);
        expect(runtime.engine).not.toBe(engine);
        expect(runtime.fallbacks[0]).toBe(`${engine} could not be loaded (its GPU was lost)`);
      },
    );

    test('a folder without these files is named', async () => {
      const { answer } = await compute({ backend: 'ort', options: { wasmPaths: './elsewhere/' } });
      expect(answer).toEqual({ error: expect.stringContaining('/elsewhere/ort-wasm-simd-threaded.mjs') as string });
    });
  },
  { webgpu: true },
);

describeInBrowser('runtimes without a graphics card', ({ open, serve }) => {
  test('the larger build of ONNX Runtime is not loaded in vain, and it is said why', async () => {
    const pages = { '/': '<!doctype html><title>t</title><script type="module" src="/pellucid.js"></script>' };
    const server = await serve({ mounts: { '/': folder, '/net/': net }, pages, csp: strictCsp });
    const { page } = await open(`${server.origin}/`);
    await page.waitForFunction(() => 'runJob' in globalThis);
    const answer = await page.evaluate((given) => globalThis.runJob(given), engines['onnxruntime-web on webgpu']!);
    expect(answer).toMatchObject({
      outcome: { runtime: { engine: 'wasm', fallbacks: ['webgpu is not there (the browser finds no adapter)'] } },
    });
    expect(server.paths().filter((path) => /asyncify|webgpu/.test(path))).toEqual([]);
  });
});
