/** A module that users import, and its page of the API reference. */
export interface ApiEntry {
  /** As it is imported. */
  readonly title: string;
  /** The name of its page under api/. */
  readonly page: string;
  /** Its file, from the repository's root. */
  readonly source: string;
  /** What introduces it. */
  readonly readme?: string;
}

const packageEntry = (name: string): ApiEntry => ({
  title: `@pellucid/${name}`,
  page: name,
  source: `packages/${name}/src/index.ts`,
  readme: `packages/${name}/README.md`,
});

/** The modules in the API reference. */
export const apiEntries: readonly ApiEntry[] = [
  packageEntry('core'),
  { title: '@pellucid/core/testing', page: 'core-testing', source: 'packages/core/src/testing/index.ts' },
  ...['backend-ort', 'backend-tfjs', 'web-components', 'cli'].map(packageEntry),
];

/**
 * Files outside docs/ that are pages of the site, by their path in the repository. What stands under api/ is made by TypeDoc, with
 * the package's README at its head; what stands under repository/ is the file itself.
 */
export const repositoryPages: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'CONTRIBUTING.md': 'repository/contributing.md',
  'CHANGELOG.md': 'repository/changelog.md',
  'packages/sample-net/README.md': 'repository/sample-net.md',
  ...Object.fromEntries(apiEntries.flatMap(({ page, readme }) => (readme ? [[readme, `api/${page}.md`]] : []))),
};

/** Folders of pages that are made for the site alone, and not committed. */
export const builtFolders: readonly string[] = ['api/', 'repository/'];
