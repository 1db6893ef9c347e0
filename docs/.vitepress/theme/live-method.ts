const style = `
  :host { display: block; margin: 16px 0; }
  button {
    font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; cursor: pointer;
    color: var(--vp-button-brand-text); background: var(--vp-button-brand-bg);
    border: 1px solid var(--vp-button-brand-border); border-radius: 8px;
  }
  button:hover { background: var(--vp-button-brand-hover-bg); }
  button:focus-visible { outline: 2px solid var(--vp-c-brand-1); outline-offset: 2px; }
  p { margin: 8px 0 0; font-size: 14px; color: var(--vp-c-text-2); }
`;

/**
 * Defines `<live-method element="xai-heatmap" method="grad-cam">`: a button, and once it is pressed the element that users paste,
 * explaining the bundled network on the bundled photo in the reader's own browser. Nothing is loaded before. What stands between
 * the tags is for readers without the site.
 *
 * @param script the entry of the components' bundle
 */
export function defineLiveMethod(script: string): void {
  if (customElements.get('live-method')) return;
  customElements.define(
    'live-method',
    class extends HTMLElement {
      readonly #root = this.attachShadow({ mode: 'open' });
      readonly #looks = new MutationObserver(() => this.#followTheme());

      connectedCallback(): void {
        if (this.#root.childElementCount === 0) this.#offer();
        this.#looks.observe(document.documentElement, { attributeFilter: ['class'] });
      }

      disconnectedCallback(): void {
        this.#looks.disconnect();
      }

      #offer(): void {
        const sheet = document.createElement('style');
        sheet.textContent = style;
        const button = document.createElement('button');
        button.textContent = 'Run it here';
        const note = document.createElement('p');
        note.textContent =
          'Loads the bundled network and a runtime from this site, and computes in your browser. Nothing is uploaded.';
        button.addEventListener('click', () => void this.#run(button, note));
        this.#root.append(sheet, button, note);
      }

      async #run(button: HTMLButtonElement, note: HTMLElement): Promise<void> {
        button.disabled = true;
        try {
          await import(/* @vite-ignore */ script);
        } catch (error) {
          button.disabled = false;
          note.setAttribute('role', 'alert');
          note.textContent = `The components could not be loaded from ${script}: ${(error as Error).message}`;
          return;
        }
        const element = document.createElement(this.getAttribute('element') ?? 'xai-heatmap');
        const method = this.getAttribute('method');
        if (method !== null) element.setAttribute('method', method);
        button.remove();
        note.before(element);
        this.#followTheme();
      }

      #followTheme(): void {
        const isDark = document.documentElement.classList.contains('dark');
        for (const element of this.#root.children) {
          if (element.localName.startsWith('xai-')) element.setAttribute('theme', isDark ? 'dark' : 'light');
        }
      }
    },
  );
}
