import { posix } from 'node:path';

const inlineLink = /(\]\()([^)\s]+)(\))/g;
const fence = /^```.*?^```/gms;
const codeSpan = /`[^`\n]*`/g;

/** Whether a link goes to a file of the repository: not to the web, not within the page, not to the site's root. */
export function isFileLink(href: string): boolean {
  return !/^([a-z][a-z+.-]*:|#|\/)/i.test(href);
}

/** The links of a Markdown page to files; what stands in code is none. */
export function fileLinks(markdown: string): string[] {
  const text = markdown.replace(fence, '').replace(codeSpan, '');
  return [...text.matchAll(inlineLink)].map(([, , href]) => href!).filter(isFileLink);
}

/** The same page in another folder: its links to files still go where they went. Folders are paths from the repository's root. */
export function rebaseLinks(markdown: string, from: string, to: string): string {
  return markdown.replace(inlineLink, (link, open: string, href: string, close: string) => {
    if (!isFileLink(href)) return link;
    return open + posix.relative(to, posix.join(from, href)) + close;
  });
}

/** The anchor of a heading, as code hosts make it, so that a link holds on the site and in the repository. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** The anchors of a page's headings. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.replace(fence, '').matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
}
