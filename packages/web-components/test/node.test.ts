import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Run by plain Node: what the imports add to what is global, beside what Lit does by itself, and what keeps the process alive. */
const script = `
await import('lit');
const before = new Set(Reflect.ownKeys(globalThis));
const components = await import('@pellucid/web-components');
await import('@pellucid/web-components/define');
const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String);
console.log(JSON.stringify({ added, isThere: typeof components.XaiHeatmap, active: process.getActiveResourcesInfo() }));
`;

it('does nothing where it is imported in Node', async () => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout, stderr } = await run(
    process.execPath,
    ['--import', 'tsx', '--conditions=@pellucid/source', '--input-type=module', '-e', script],
    { cwd: fileURLToPath(new URL('../', import.meta.url)), env },
  );
  expect(stderr).toBe('');
  const { added, isThere, active } = JSON.parse(stdout) as { added: string[]; isThere: string; active: string[] };
  expect(isThere).toBe('function');
  expect(added).toEqual([]);
  expect(active.filter((resource) => !/^(Pipe|TTY)Wrap$/.test(resource))).toEqual([]);
});
