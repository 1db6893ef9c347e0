import type { DifferentiableModel } from '@pellucid/core';
import { throwIfAborted } from '@pellucid/core';

/** Lets waiting messages of the page be heard: they come in turn with this one. */
function createPause(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return () =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
}

const pause = createPause();

/**
 * A model that listens before each of its calls. A wasm runtime computes in one go, and methods wait for nothing else, so
 * that without this the message that cancels a job would be heard when the job is done.
 */
export function yielding<Model extends DifferentiableModel>(model: Model): Model {
  const calls: Pick<DifferentiableModel, 'run' | 'vjp'> = {
    async run(feeds, fetches, options) {
      await pause();
      throwIfAborted(options?.signal);
      return model.run(feeds, fetches, options);
    },
    async vjp(feeds, cotangents, wrt, options) {
      await pause();
      throwIfAborted(options?.signal);
      return model.vjp(feeds, cotangents, wrt, options);
    },
  };
  // The rest is the model's own: its runtime is read anew each time, as it can change while it works.
  return Object.assign(Object.create(model) as Model, calls);
}
