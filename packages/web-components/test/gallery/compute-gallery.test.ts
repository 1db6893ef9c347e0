import { XaiError } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import type { ExplainJob, ExplanationResult } from '../../src/protocol.js';
import { computeGallery } from '../../src/gallery/compute-gallery.js';
import type { GalleryWork } from '../../src/gallery/compute-gallery.js';
import type { GalleryProgress, MethodOutcome } from '../../src/gallery/gallery.js';

const resultOf = (method: string): ExplanationResult =>
  ({ recipe: { method, timings: { load: 900, explain: 12 } } }) as unknown as ExplanationResult;

/** A gallery whose methods answer at once, and what it reported. */
function galleryWith(answer: (method: string) => ExplanationResult | XaiError, changes: Partial<GalleryWork> = {}) {
  const asked: string[] = [];
  const progress: GalleryProgress[] = [];
  const outcomes: MethodOutcome[] = [];
  const work: GalleryWork = {
    client: {
      explain: async ({ method }) => {
        asked.push(method);
        const answered = answer(method);
        if (answered instanceof XaiError) throw answered;
        return answered;
      },
    },
    signal: new AbortController().signal,
    methods: ['occlusion', 'saliency', 'grad-cam'],
    outcomes: new Map(),
    job: async (method) => ({ method }) as ExplainJob,
    onProgress: (at) => void progress.push(at),
    onPartial: () => undefined,
    onOutcome: (outcome) => void outcomes.push(outcome),
    ...changes,
  };
  return { work, asked, progress, outcomes };
}

describe('computeGallery', () => {
  it('computes the quick ones first and answers in the given order', async () => {
    const { work, asked, progress } = galleryWith(resultOf);
    const all = await computeGallery(work);
    expect(asked).toEqual(['grad-cam', 'saliency', 'occlusion']);
    expect(all.map(({ method }) => method)).toEqual(['occlusion', 'saliency', 'grad-cam']);
    expect(all[0]!.milliseconds).toBe(12);
    expect(progress.map(({ done, total, method }) => [done, total, method])).toEqual([
      [0, 3, 'grad-cam'],
      [1, 3, 'saliency'],
      [2, 3, 'occlusion'],
    ]);
  });

  it('goes on where one method fails', async () => {
    const { work, outcomes } = galleryWith((method) =>
      method === 'saliency' ? new XaiError('gradient-unsupported', 'No rule.') : resultOf(method),
    );
    const all = await computeGallery(work);
    expect(all.map(({ error }) => error?.message ?? null)).toEqual([null, 'No rule.', null]);
    expect(outcomes).toHaveLength(3);
  });

  it('computes only what is missing', async () => {
    const { work, asked } = galleryWith(resultOf);
    const all = await computeGallery(work);
    const more = await computeGallery({ ...work, methods: ['grad-cam', 'cam'] });
    expect(asked.slice(3)).toEqual(['cam']);
    expect(more[0]).toBe(all[2]);
  });

  it('fails as a whole with what all methods have, and keeps nothing of it', async () => {
    const { work, asked } = galleryWith(() => new XaiError('input-invalid', 'No picture.'));
    await expect(computeGallery(work)).rejects.toMatchObject({ code: 'input-invalid', message: 'No picture.' });
    expect(asked).toEqual(['grad-cam', 'saliency']);
    expect(work.outcomes.size).toBe(0);
  });

  it('ends where it is cancelled, whatever the running method says', async () => {
    const controller = new AbortController();
    const { work, outcomes } = galleryWith(
      (method) => {
        if (method === 'grad-cam') return resultOf(method);
        controller.abort();
        return new XaiError('runtime', 'The worker is gone.');
      },
      { signal: controller.signal },
    );
    await expect(computeGallery(work)).rejects.toMatchObject({ code: 'aborted' });
    expect(outcomes.map(({ method }) => method)).toEqual(['grad-cam']);
  });

  it('does not keep what was done when it was cancelled', async () => {
    const controller = new AbortController();
    const { work } = galleryWith(
      (method) => {
        controller.abort();
        return resultOf(method);
      },
      { signal: controller.signal },
    );
    await expect(computeGallery(work)).rejects.toMatchObject({ code: 'aborted' });
    expect(work.outcomes.size).toBe(0);
  });
});
