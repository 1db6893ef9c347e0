/**
 * Packs every package, installs the tarballs in an empty folder and uses them there as people do: `npm run pack:check`,
 * after a build.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBudgets } from './budget.js';
import { installed } from './consumer.js';
import { packAll, root } from './packages.js';
import { run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'pellucid-pack-'));
const problems: string[] = [];
const attempt = (what: string, work: () => string): void => {
  try {
    console.log(`${what}: ${work()}`);
  } catch (error) {
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
try {
  const packages = packAll(folder);
  for (const { name, bytes } of packages) console.log(`${name}: ${bytes} bytes packed`);
  const consumer = installed(packages, folder);
  attempt('npx xai explain writes', () => consumer.explain());
  attempt('plain Node imports\n', () => consumer.importAll(packages));
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    attempt(`types, moduleResolution ${resolution}`, () => {
      consumer.checkTypes(module, resolution);
      return 'sound';
    });
  }
  for (const { name, tarball, exports } of packages.filter((each) => each.exports.some(({ isModule }) => isModule))) {
    attempt(`are the types wrong, ${name}`, () => {
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
  const { lines, problems: sizes } = await checkBudgets();
  console.log(lines.join('\n'));
  problems.push(...sizes);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`\n${problem}`);
if (problems.length > 0) process.exitCode = 1;
