import { css } from 'lit';

/**
 * Colours and sizes of all elements, light and dark, as custom properties that a page can set. Contrasts are 4.5 to 1 for
 * text and 3 to 1 for what is operated (WCAG 2.2 AA).
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --_text: var(--xai-text, light-dark(#1b1b1f, #ececf1));
    --_muted: var(--xai-muted, light-dark(#55555e, #b4b4be));
    --_surface: var(--xai-surface, light-dark(#ffffff, #1b1b1f));
    --_raised: var(--xai-raised, light-dark(#f1f1f5, #2a2a31));
    --_line: var(--xai-line, light-dark(#7a7a85, #8d8d99));
    --_accent: var(--xai-accent, light-dark(#4a3fb5, #b3abff));
    --_danger: var(--xai-danger, light-dark(#a3172c, #ff9aa8));
    --_radius: var(--xai-radius, 8px);
    --_gap: var(--xai-gap, 12px);
    display: block;
    color: var(--_text);
    font: var(--xai-font, 14px/1.45 system-ui, sans-serif);
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }

  button,
  select,
  .button {
    min-height: 28px;
    padding: 4px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
