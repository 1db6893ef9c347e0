import { css, html } from 'lit';
import type { TemplateResult } from 'lit';

export const copyTextStyles = css`
  .copy {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }

  .copy code {
    overflow-wrap: anywhere;
    user-select: all;
  }
`;

/** A text to be used elsewhere, with a button that copies it. @param said what came of copying */
export function copyText(name: string, text: string, said: string, copy: () => void): TemplateResult {
  return html`
    <div class="copy">
      <span>${name}</span>
      <code part="target">${text}</code>
      <button type="button" part="copy" aria-label=${`Copy ${text}`} @click=${copy}>Copy</button>
      <span role="status">${said}</span>
    </div>
  `;
}
