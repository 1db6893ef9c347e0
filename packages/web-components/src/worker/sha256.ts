/** SHA-256 in hexadecimal; empty where the page has no cryptography, which browsers give to secure pages alone. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<string> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return '';
  const digest = await subtle.digest('SHA-256', new Uint8Array(await new Blob([...parts] as BlobPart[]).arrayBuffer()));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
