import { html } from 'lit';
import type { TemplateResult } from 'lit';

interface FileButton {
  readonly icon: TemplateResult;
  readonly words: string;
  readonly accept?: string;
  /** One file, several, or all of a folder. */
  readonly takes: 'file' | 'files' | 'folder';
}

/** A button that opens the browser's file chooser. */
export function fileButton(
  { icon, words, accept = '', takes }: FileButton,
  take: (files: readonly File[]) => void,
): TemplateResult {
  const change = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = '';
    if (files.length > 0) take(files);
  };
  return html`
    <label class="button">
      ${icon} ${words}
      <input
        class="visually-hidden"
        type="file"
        accept=${accept}
        ?multiple=${takes !== 'file'}
        ?webkitdirectory=${takes === 'folder'}
        @change=${change}
      />
    </label>
  `;
}
