import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { anchorOf } from '../../tools/docs/links.js';
import { repositoryLinks } from './repository-links.js';
import { sidebar } from './sidebar.js';

/** The built components, as visitors of any page get them; the live examples load them from `<base>pellucid/`. */
const components = fileURLToPath(new URL('../../packages/web-components/bundle', import.meta.url));

export default defineConfig({
  title: 'Pellucid',
  description: 'See what your trained networks look at: explanations in TypeScript, in the browser and in Node.',
  lang: 'en',
  /** The folder that the site is served from, with slashes around it. */
  base: process.env['DOCS_BASE'] ?? '/',
  cleanUrls: true,
  ignoreDeadLinks: false,
  lastUpdated: false,
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'live-method' || tag.startsWith('xai-') } } },
  // Themes whose colours can be read on the grey of a block: 4.5 to 1.
  markdown: {
    config: repositoryLinks,
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  buildEnd: ({ outDir }) => {
    if (existsSync(components)) cpSync(components, `${outDir}/pellucid`, { recursive: true });
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Methods', link: '/methods/' },
      { text: 'Web components', link: '/web-components' },
      { text: 'API', link: '/api/' },
      { text: 'Numbers', link: '/accuracy' },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'MIT licence.' },
  },
});
