import { XaiError } from '@pellucid/core';
import type { XaiErrorCode } from '@pellucid/core';

/**
 * A file behind an address.
 *
 * @param code of the error when it cannot be had
 * @returns null where the server says that there is none
 * @throws XaiError with `code`, or `aborted`
 */
export async function download(
  url: URL | string,
  code: XaiErrorCode,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  if (String(url).startsWith('data:')) return fromDataUrl(String(url), code);
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (signal?.aborted) throw new XaiError('aborted', 'The download was stopped.', { cause });
    throw new XaiError(
      code,
      `${String(url)} cannot be downloaded: ${(cause as Error).message}. Check the address; on another server it has to allow this page (CORS), and so has the page's Content-Security-Policy (connect-src).`,
      { cause },
    );
  }
  if (response.status === 404 || response.status === 410) return null;
  throw new XaiError(
    code,
    `${String(url)} cannot be downloaded: the server answers ${response.status} ${response.statusText}.`,
  );
}

/** The same, of a file that has to be there. */
export async function downloadThere(url: URL | string, code: XaiErrorCode, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await download(url, code, signal);
  if (bytes) return bytes;
  throw new XaiError(code, `There is nothing at ${String(url)}: the server answers 404. Check the address.`);
}

/** The content of a data: address, which policies often keep from being fetched; bundlers make them of small files. */
function fromDataUrl(url: string, code: XaiErrorCode): Uint8Array {
  const [, kind = '', content = ''] = /^data:([^,]*),(.*)$/s.exec(url) ?? [];
  try {
    const decoded = decodeURIComponent(content);
    return kind.endsWith(';base64')
      ? Uint8Array.from(atob(decoded), (letter) => letter.charCodeAt(0))
      : new TextEncoder().encode(decoded);
  } catch (cause) {
    throw new XaiError(code, 'The data: address is damaged: it cannot be decoded.', { cause });
  }
}
