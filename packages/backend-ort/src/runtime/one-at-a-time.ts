import type { InferenceSession } from 'onnxruntime-web';

let last: Promise<unknown> = Promise.resolve();

/** Starts work when all that was handed in before has ended. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

type Create = (model: Uint8Array, options?: InferenceSession.SessionOptions) => Promise<InferenceSession>;

/**
 * Sessions that take turns. Those of onnxruntime-web share one heap: where calls overlap, one reads the values of another,
 * or never ends.
 */
export function oneAtATime(create: Create): Create {
  return (model, options) =>
    inTurn(async () => {
      const session = await create(model, options);
      const run = session.run.bind(session);
      const release = session.release.bind(session);
      // Its second form, which the first is a part of.
      session.run = ((...call: Parameters<typeof run>) => inTurn(() => run(...call))) as typeof run;
      session.release = () => inTurn(release);
      return session;
    });
}
