import type { DefaultTheme } from 'vitepress';
import { catalog } from '../../packages/core/src/catalog.js';
import { apiEntries } from '../../tools/docs/repository-pages.js';

type Item = DefaultTheme.SidebarItem;

const page = (text: string, link: string): Item => ({ text, link });

const methods: readonly Item[] = catalog.map(({ id, title }) => page(title, `/methods/${id}`));

const modules: readonly Item[] = apiEntries.map((entry) => page(entry.title, `/api/${entry.page}`));

/** The table of contents, with a long list open in it or none. */
function contents(open: 'methods' | 'api' | null): Item[] {
  return [
    {
      text: 'Start',
      items: [
        page('What it is', '/'),
        page('Three ways to start', '/start'),
        page('Your own model', '/own-model'),
        page('The demo', '/demo'),
      ],
    },
    { text: 'Methods', items: [page('Which method', '/methods/'), ...(open === 'methods' ? methods : [])] },
    {
      text: 'Reference',
      items: [
        page('Web components', '/web-components'),
        page('Elements', '/elements'),
        page('Operators with a gradient', '/operators'),
        page('Gradients of TensorFlow.js', '/tfjs-gradients'),
        page('The bundled network', '/repository/sample-net'),
        page('API', '/api/'),
        ...(open === 'api' ? modules : []),
      ],
    },
    {
      text: 'Numbers',
      items: [
        page('How right it is', '/accuracy'),
        page('Two runtimes compared', '/parity'),
        page('Browser and Node compared', '/browser-parity'),
        page('How fast it is', '/performance'),
        page('In a page', '/performance-browser'),
        page('Damaged files', '/robustness'),
        page('Networks it was tried on', '/zoo'),
      ],
    },
    {
      text: 'Contributing',
      items: [
        page('How to', '/repository/contributing'),
        page('Add a method', '/add-a-method'),
        page('Add a gradient rule', '/add-a-rule'),
        page('Write a backend', '/backends'),
        page('Architecture', '/architecture'),
        page('Decisions', '/decisions'),
        page('Changes', '/repository/changelog'),
      ],
    },
  ];
}

/**
 * The table of contents by the path of the page. The methods, which are those of the catalog, and the modules of the API are listed
 * where one is among them; vitepress's groups that fold are buttons within buttons, which readers of screens cannot tell apart.
 */
export const sidebar: DefaultTheme.SidebarMulti = {
  '/methods/': contents('methods'),
  '/api/': contents('api'),
  '/': contents(null),
};
