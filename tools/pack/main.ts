/**
 * Packs every package, installs the tarballs in an empty folder and uses them there as people do: `npm run pack:check`,
 * after a build.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBudgets } from './budget.js';
import { checkBundleBudgets } from './bundle-budget.js';
import { installed } from './consumer.js';
import { packAll, root } from './packages.js';
import { explainInPages } from './page.js';
import { run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'pellucid-pack-'));
const problems: string[] = [];
const attempt = async (what: string, work: () => string | Promise<string>): Promise<void> => {
  try {
    console.log(`${what}: ${await work()}`);
  } catch (error) {
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
try {
  const packages = packAll(folder);
  for (const { name, bytes } of packages) console.log(`${name}: ${bytes} bytes packed`);
  const consumer = installed(packages, folder);
  await attempt('npx xai explain writes', () => consumer.explain());
  await attempt('plain Node imports\n', () => consumer.importAll(packages));
  await attempt('pages with Vite show', () => explainInPages(folder));
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    await attempt(`types, moduleResolution ${resolution}`, () => {
      consumer.checkTypes(module, resolution);
      return 'sound';
    });
  }
  for (const { name, tarball, exports } of packages.filter((each) => each.exports.some(({ isModule }) => isModule))) {
    await attempt(`are the types wrong, ${name}`, () => {
      const files = exports.filter(({ isModule }) => !isModule).map(({ path }) => `.${path.slice(name.length)}`);
      const exclude = files.length > 0 ? ['--exclude-entrypoints', ...files] : [];
      run(
        process.execPath,
        [`${root}node_modules/@arethetypeswrong/cli/dist/index.js`, tarball, '--profile', 'esm-only', ...exclude],
        root,
      );
      return 'no';
    });
  }
  for (const check of [checkBudgets, checkBundleBudgets]) {
    const { lines, problems: sizes } = await check();
    console.log(lines.join('\n'));
    problems.push(...sizes);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`\n${problem}`);
if (problems.length > 0) process.exitCode = 1;
