/** The worker of runtimes.test.ts: runs the sample net on an engine, and differentiates it. */
import type { OrtModelOptions } from '@pellucid/backend-ort';
import type { EngineOptions } from '@pellucid/backend-tfjs';
import type { CanDifferentiate, CanRun, Model, RuntimeInfo } from '@pellucid/core';
import { floatTensor } from '@pellucid/core';

export interface Job {
  readonly backend: 'ort' | 'tfjs';
  readonly options: OrtModelOptions & EngineOptions;
  /** Loses the graphics card between the two computations. */
  readonly lose?: boolean;
  /** Does it once more, with the network loaded again. */
  readonly again?: boolean;
}

export interface Outcome {
  readonly runtime: RuntimeInfo;
  readonly output: readonly number[];
  readonly gradient: readonly number[];
  readonly blocked: readonly string[];
}

export type Answer = { readonly outcome: Outcome } | { readonly error: string };

const devices: { destroy(): void }[] = [];
const contexts: WebGL2RenderingContext[] = [];
const blocked: string[] = [];

self.addEventListener('securitypolicyviolation', (event) => {
  blocked.push(`${event.effectiveDirective} ${event.blockedURI}`);
});

/** Keeps what has to be lost later. */
function keepGraphics(): void {
  const { GPUAdapter } = globalThis as unknown as {
    GPUAdapter?: { prototype: { requestDevice(...args: unknown[]): Promise<{ destroy(): void }> } };
  };
  if (GPUAdapter) {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...args) {
      const device = await request.apply(this, args);
      devices.push(device);
      return device;
    };
  }
  const get = OffscreenCanvas.prototype.getContext as (...args: unknown[]) => unknown;
  OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...args: unknown[]) {
    const context = get.apply(this, args);
    if (context instanceof WebGL2RenderingContext) contexts.push(context);
    return context;
  } as typeof OffscreenCanvas.prototype.getContext;
}

function loseGraphics(): void {
  for (const device of devices) device.destroy();
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
}

async function load({ backend, options }: Job): Promise<Model & CanRun & CanDifferentiate> {
  const fetched = async (name: string) => new Uint8Array(await (await fetch(`/net/${name}`)).arrayBuffer());
  if (backend === 'ort') {
    const { loadOnnxModel } = await import('@pellucid/backend-ort');
    return loadOnnxModel(await fetched('sample-net.onnx'), options);
  }
  const { loadTfjsModel } = await import('@pellucid/backend-tfjs');
  const model: unknown = JSON.parse(new TextDecoder().decode(await fetched('tfjs/model.json')));
  return loadTfjsModel({ model, weights: await fetched('tfjs/weights.bin') }, options);
}

async function run(job: Job): Promise<Answer> {
  try {
    const model = await load(job);
    const input = model.inputs[0]!;
    const output = model.outputs[0]!.name;
    const side = 128;
    const values = Float32Array.from({ length: 3 * side * side }, (_, i) => Math.sin(i));
    const feeds = { [input.name]: floatTensor(values, [1, 3, side, side]) };
    const { [output]: result } = await model.run(feeds, [output]);
    if (job.lose) loseGraphics();
    const { shape, data } = result!;
    const cotangent = floatTensor(
      Float32Array.from(data as Float32Array, (_, i) => (i === 3 ? 1 : 0)),
      shape,
    );
    const { gradients } = await model.vjp(feeds, { [output]: cotangent }, [input.name]);
    const outcome: Outcome = {
      runtime: model.runtime,
      output: Array.from(data as Float32Array),
      gradient: Array.from(gradients[input.name]!.data as Float32Array),
      blocked,
    };
    await model.dispose();
    return { outcome };
  } catch (error) {
    return { error: String(error) };
  }
}

self.onmessage = async ({ data: job }: MessageEvent<Job>) => {
  if (job.lose) keepGraphics();
  const answer = await run(job);
  self.postMessage(job.again ? await run({ ...job, lose: false }) : answer);
};
