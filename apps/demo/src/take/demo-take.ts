import type { NetworkFacts, XaiHeatmap } from '@pellucid/web-components';
import { html, LitElement, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { Demo } from '../demo.js';
import { icons } from '../shared/icons.js';
import { save } from '../shared/save.js';
import type { DemoState } from '../state/state.js';
import { cliText } from './cli-text.js';
import { htmlText } from './html-text.js';

type Copied = 'html' | 'cli' | null;

/**
 * What can be taken away: the lines for a page, the command line, and of one explanation the picture, the values and the recipe.
 *
 * @element demo-take
 */
export class DemoTake extends LitElement {
  static override properties: PropertyDeclarations = {
    demo: { attribute: false },
    state: { attribute: false },
    facts: { attribute: false },
    copied: { state: true },
  };

  declare demo: Demo;
  declare state: DemoState;
  declare facts: NetworkFacts | null;
  /** What was copied last. */
  declare copied: Copied;

  constructor() {
    super();
    this.copied = null;
  }

  /** In the page's own tree, with its styles. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('state')) this.copied = null;
  }

  private async copy(text: string, what: Copied): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = what;
    } catch {
      this.demo.say('The browser does not let this page copy. Select the text and copy it by hand.');
    }
  }

  private async download(kind: 'png' | 'npy' | 'json'): Promise<void> {
    const heatmap = document.querySelector<XaiHeatmap>('xai-heatmap');
    const recipe = heatmap?.recipe;
    if (!heatmap || !recipe) {
      this.demo.say('There is no explanation to download yet.');
      return;
    }
    const name = `${recipe.input.file.replace(/\.[^.]*$/, '')}.${recipe.method}.${kind}`;
    if (kind === 'png') save(await heatmap.toBlob(), name);
    else if (kind === 'npy') save(new Blob([heatmap.toNpy() as BlobPart]), name);
    else save(new Blob([`${JSON.stringify(recipe, null, 2)}\n`], { type: 'application/json' }), name);
  }

  protected override render(): TemplateResult {
    const { state, facts, copied } = this;
    const allowed = facts?.methods ?? null;
    const markup = htmlText(state, allowed);
    const { command, notes } = cliText(state, allowed);
    return html`
      <section class="take" aria-label="To take away">
        ${this.text('The same in your page', markup, 'html', 'Copy the HTML')}
        ${this.text('The same in a terminal', command, 'cli', 'Copy the CLI command')}
        ${notes.map((note) => html`<p class="hint">${note}</p>`)}
        ${state.view === 'explain' ? this.downloads() : nothing}
        <p class="visually-hidden" role="status">${copied ? 'Copied.' : ''}</p>
      </section>
    `;
  }

  private text(title: string, text: string, what: Exclude<Copied, null>, words: string): TemplateResult {
    return html`
      <div class="snippet">
        <div class="snippet-head">
          <h2>${title}</h2>
          <button type="button" class="button" @click=${() => void this.copy(text, what)}>
            ${icons.copy} ${this.copied === what ? 'Copied' : words}
          </button>
        </div>
        <pre tabindex="0" aria-label=${title}><code>${text}</code></pre>
      </div>
    `;
  }

  private downloads(): TemplateResult {
    const button = (kind: 'png' | 'npy' | 'json', words: string): TemplateResult => html`
      <button type="button" class="button" @click=${() => void this.download(kind)}>${icons.download} ${words}</button>
    `;
    return html`<div class="buttons">
      ${button('png', 'Picture (PNG)')} ${button('npy', 'Raw values (.npy)')} ${button('json', 'Recipe (JSON)')}
    </div>`;
  }
}
