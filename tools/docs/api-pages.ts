import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, LogLevel } from 'typedoc';
import type { TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { rebaseLinks } from './links.js';
import { apiEntries } from './repository-pages.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Whether the file is in the repository. */
const isThere = (path: string): boolean => existsSync(root + path);

/**
 * Writes the API reference, a page for every entry, into a folder that is emptied first. The names and types are those of the
 * sources, so that no build is needed.
 *
 * @throws Error where TypeDoc cannot read the sources
 */
export async function writeApiPages(out: string): Promise<void> {
  const present = apiEntries.filter(({ source }) => isThere(source));
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: present.map(({ source }) => root + source),
    tsconfig: `${root}tsconfig.checks.json`,
    // `npm run types` has checked them, tests included.
    skipErrorChecking: true,
    disableSources: true,
    excludeInternal: true,
    // What elements inherit of the DOM and of lit is documented there.
    excludeExternals: true,
    readme: 'none',
    logLevel: LogLevel.Error,
    plugin: ['typedoc-plugin-markdown'],
    router: 'module',
    out,
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases'],
  };
  const application = await Application.bootstrapWithPlugins(options);
  const project = await application.convert();
  if (!project) throw new Error('TypeDoc found nothing it could document; its messages stand above.');
  project.name = 'API reference';
  for (const module of project.children ?? []) {
    const entry = present.find(
      ({ source }) => source.startsWith(`packages/${module.name}/`) && source.endsWith(`${module.name}/index.ts`),
    );
    if (!entry) throw new Error(`TypeDoc documents '${module.name}', which is no entry.`);
    module.name = entry.page;
    if (entry.readme && isThere(entry.readme)) module.readme = [{ kind: 'text', text: introduction(entry.readme) }];
  }
  await application.generateOutputs(project);
}

/** A README, with links that hold under docs/api. */
function introduction(readme: string): string {
  return rebaseLinks(readFileSync(root + readme, 'utf8'), dirname(readme), 'docs/api');
}
