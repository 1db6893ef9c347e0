/** Checks every package as it would be published: `npm run publint`, after a build. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const packages = fileURLToPath(new URL('../packages/', import.meta.url));
for (const name of readdirSync(packages)) {
  const { messages, pkg } = await publint({ pkgDir: `${packages}${name}`, strict: true });
  for (const message of messages) {
    process.stdout.write(`${name}: ${message.type}: ${formatMessage(message, pkg) ?? message.code}\n`);
    if (message.type === 'error') process.exitCode = 1;
  }
}
if (!process.exitCode) process.stdout.write('publint: all packages are sound.\n');
