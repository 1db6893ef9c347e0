import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { isFileLink } from '../../tools/docs/links.js';
import { repositoryPages } from '../../tools/docs/repository-pages.js';

/** Where a link leads on the site: to a page (a path from docs/), or to a file that is in the repository only. */
export type Destination = { readonly page: string } | { readonly file: string };

/**
 * Where a link out of docs/ leads.
 *
 * @param page the page it stands on, as a path from docs/
 * @returns null for a link that stays in docs/ or goes to the web
 */
export function destinationOf(href: string, page: string): Destination | null {
  if (!isFileLink(href)) return null;
  const [path = '', anchor] = href.split('#');
  const file = posix.join('docs', posix.dirname(page), path).replace(/\/$/, '');
  if (file.startsWith('docs/')) return null;
  const known = repositoryPages[file];
  return known === undefined ? { file } : { page: `/${known}${anchor === undefined ? '' : `#${anchor}`}` };
}

/**
 * Pages link to files of the repository, so that they can be read there. On the site a link to one that is a page here goes to that
 * page; of the others, which nobody could open, the words stay, with the path as their title.
 */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.after('inline', 'repository-links', ({ tokens, env }) => {
    const { relativePath } = env as { relativePath?: string };
    for (const { children } of tokens) {
      let isText = false;
      for (const token of children ?? []) {
        if (token.type === 'link_close' && isText) {
          [token.type, token.tag, isText] = ['span_close', 'span', false];
        }
        if (token.type !== 'link_open') continue;
        const destination = destinationOf(token.attrGet('href') ?? '', relativePath ?? '');
        if (!destination) continue;
        if ('page' in destination) {
          token.attrSet('href', destination.page);
        } else {
          [token.type, token.tag, isText] = ['span_open', 'span', true];
          token.attrs = [['title', `in the repository: ${destination.file}`]];
        }
      }
    }
  });
}
