/** Explanations by an `<xai-heatmap>` in a page, from a .npy file to a .npy file. */
import { XaiError, floatTensor, floatsOf, readNpy } from '@pellucid/core';
import type { Attribution, RuntimeInfo, XaiErrorCode } from '@pellucid/core';
import type { Page } from 'playwright-core';
import type { XaiHeatmap } from '../../packages/web-components/src/index.js';
import type { Compared } from '../parity/compare.js';

/** What the element is set to; nothing of it is a function. */
export interface PageJob {
  /** Address of a .npy file. */
  readonly src: string;
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface PageAnswer {
  readonly found: Compared | XaiError;
  /** Null where it failed. */
  readonly runtime: RuntimeInfo | null;
}

interface Answer extends Pick<Attribution, 'form' | 'targets'> {
  readonly runtime: RuntimeInfo;
  /** The bytes of `toNpy()`, one character each. */
  readonly npy: string;
}

/** Runs in the page. Only its text gets there. */
async function explain(
  element: XaiHeatmap,
  job: PageJob,
): Promise<Answer | { readonly code: XaiErrorCode; readonly message: string }> {
  Object.assign(element, job);
  try {
    const { attribution, recipe } = await element.explain();
    const { form, targets } = attribution;
    let npy = '';
    for (const byte of element.toNpy()) npy += String.fromCharCode(byte);
    return { form, targets, runtime: recipe.runtime, npy };
  } catch (cause) {
    const { code, message } = cause as XaiError;
    return { code, message };
  }
}

/** Of the page's first `<xai-heatmap manual>`. */
export async function explainInPage(page: Page, job: PageJob): Promise<PageAnswer> {
  const answer = await page.locator('xai-heatmap').evaluate(explain, job);
  if ('code' in answer) return { found: new XaiError(answer.code, answer.message), runtime: null };
  const { form, targets, runtime, npy } = answer;
  const array = readNpy(Buffer.from(npy, 'latin1'));
  return { found: { form, targets, values: floatTensor(floatsOf(array), [1, ...array.shape]) }, runtime };
}
