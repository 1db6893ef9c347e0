import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { FileController } from '../controllers/file-controller.js';

export const pickerStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }

  .button:focus-within {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
`;

/** A button that lets the visitor choose a picture. */
export function picker(files: FileController): TemplateResult {
  return html`
    <div class="tools">
      <label class="button" part="picker">
        Choose a picture
        <input
          class="visually-hidden"
          type="file"
          accept="image/*,.npy"
          @change=${(event: Event) => {
            files.give((event.target as HTMLInputElement).files ?? []);
          }}
        />
      </label>
    </div>
  `;
}
