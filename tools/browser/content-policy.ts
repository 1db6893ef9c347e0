/** The Content-Security-Policy of a strict page that uses Pellucid: what is not listed is blocked. */

/**
 * - `script-src 'self'`: the module and its chunks. `'wasm-unsafe-eval'` lets WebAssembly be compiled, and no string be run.
 * - `worker-src 'self'`: the worker's file. Not `blob:`, which only a page that takes its scripts from a CDN needs.
 * - `connect-src 'self'`: networks, wasm files, labels and pictures that are fetched.
 * - `img-src 'self'`: `<img>` in the page. A page that shows what it made itself adds `blob:` or `data:`.
 * - `style-src 'self'`: style sheets in files. Constructed sheets (Lit's) and `element.style` in scripts need nothing;
 *   `style="..."` in markup and `setAttribute('style', ...)` would need 'unsafe-inline', and are blocked.
 * - `font-src 'self'`, `media-src 'self'`: the page's own fonts and films.
 * - No plug-ins, no frames, no forms that are sent away, no other base for relative addresses.
 */
const strict: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'media-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

export const strictCsp = contentPolicy();

/** The strict policy with further sources, as in `contentPolicy({ 'worker-src': 'blob:', 'script-src': cdn.origin })`. */
export function contentPolicy(further: Readonly<Record<string, string>> = {}): string {
  const directives = { ...strict };
  for (const [name, sources] of Object.entries(further))
    directives[name] = directives[name] === undefined ? sources : `${directives[name]} ${sources}`;
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');
}
