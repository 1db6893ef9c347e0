import { svg } from 'lit';
import type { TemplateResult } from 'lit';

/** Pictures beside words; they say nothing by themselves. */
function icon(path: TemplateResult): TemplateResult {
  return svg`<svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${path}</svg>`;
}

export const icons = {
  mark: svg`<svg class="mark" viewBox="0 0 24 24" width="26" height="26" aria-hidden="true"><circle cx="12" cy="12" r="11" fill="currentColor"/><circle cx="12" cy="12" r="6.5" class="mark-hole"/><circle cx="12" cy="12" r="3" fill="currentColor"/></svg>`,
  copy: icon(
    svg`<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2"/>`,
  ),
  download: icon(svg`<path d="M10 3v10M6 9.5l4 4 4-4M3.5 17h13"/>`),
  picture: icon(
    svg`<rect x="2.5" y="4" width="15" height="12" rx="2"/><path d="M3 14l4-4 4 4 2.5-2.5L17 15"/><circle cx="13" cy="8" r="1.2"/>`,
  ),
  files: icon(
    svg`<path d="M11.5 2.5H6a1.5 1.5 0 0 0-1.5 1.5v12A1.5 1.5 0 0 0 6 17.5h8a1.5 1.5 0 0 0 1.5-1.5V6.5zM11.5 2.5v4h4"/>`,
  ),
  folder: icon(
    svg`<path d="M2.5 6A1.5 1.5 0 0 1 4 4.5h4l2 2h6A1.5 1.5 0 0 1 17.5 8v6.5A1.5 1.5 0 0 1 16 16H4a1.5 1.5 0 0 1-1.5-1.5z"/>`,
  ),
  camera: icon(
    svg`<path d="M2.5 7A1.5 1.5 0 0 1 4 5.5h2.5l1.2-2h4.6l1.2 2H16A1.5 1.5 0 0 1 17.5 7v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 15z"/><circle cx="10" cy="10.8" r="3"/>`,
  ),
  stop: icon(svg`<rect x="5" y="5" width="10" height="10" rx="1.5"/>`),
};
