import { XaiError } from '@pellucid/core';
import type { InferenceSession } from 'onnxruntime-web';
import type { OrtRuntime } from './ort-runtime.js';
import { messageOf } from './message-of.js';

export interface SessionOptions {
  /** Threads within an operator. Default: the runtime's own choice. */
  readonly threads?: number;
}

/** Sessions of one model on one runtime, with the provider that worked. */
export interface SessionFactory {
  /** The provider in use. */
  provider(): string;
  /** Why earlier providers were left. */
  fallbacks(): readonly string[];
  create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  /** Gives up the provider in use for the next one; false if none is left. */
  abandon(cause: unknown): boolean;
}

/** A factory that tries the runtime's providers in turn, when a session is set up and, through `abandon`, when one fails at work. */
export function createSessionFactory(runtime: OrtRuntime, { threads }: SessionOptions): SessionFactory {
  let current = 0;
  const left: string[] = [...runtime.fallbacks];
  const abandon = (cause: unknown): boolean => {
    if (current + 1 >= runtime.providers.length) return false;
    left.push(`${runtime.providers[current]} failed (${messageOf(cause)})`);
    current++;
    return true;
  };
  return {
    provider: () => runtime.providers[current]!,
    fallbacks: () => left,
    abandon,
    async create(model, options) {
      for (;;) {
        try {
          return await runtime.module.InferenceSession.create(model, {
            executionProviders: [runtime.providers[current]!],
            logSeverityLevel: 3,
            ...(threads !== undefined && { intraOpNumThreads: threads }),
            ...options,
          });
        } catch (cause) {
          if (!abandon(cause)) {
            throw new XaiError('model-unsupported', `ONNX Runtime refuses this network: ${messageOf(cause)}`, {
              cause,
            });
          }
        }
      }
    },
  };
}
