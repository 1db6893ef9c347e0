/** Run as a program: makes the bundle in the folder that it is given. */
import { join } from 'node:path';
import { buildBundle, packageFolder } from '../../scripts/build-bundle.js';

await buildBundle({ entry: join(packageFolder, 'src/standalone.ts'), outDir: process.argv[2]! });
