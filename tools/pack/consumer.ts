import { writeFileSync } from 'node:fs';
import type { Packed } from './packages.js';
import { root } from './packages.js';
import { run } from './run.js';

/** Runs in an empty folder outside the repository that has the packages from their tarballs. */
export interface Consumer {
  /** The names that each module exports, and that every file is there; imported by plain Node. */
  importAll(packages: readonly Packed[]): string;
  /** Type-checks a page that uses the packages; throws with the compiler's complaints. */
  checkTypes(module: string, moduleResolution: string): void;
  /** The files that `xai explain` wrote. */
  explain(): string;
}

export function installed(packages: readonly Packed[], folder: string): Consumer {
  const write = (name: string, content: string): void => writeFileSync(`${folder}/${name}`, content);
  write('package.json', JSON.stringify({ private: true, type: 'module' }));
  // The scripts of dependencies fetch what is not needed here, and from elsewhere than the registry.
  run(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages.map(({ tarball }) => tarball)],
    folder,
  );
  return {
    importAll: (all) => {
      write('imports.mjs', importing(all));
      return run(process.execPath, ['imports.mjs'], folder);
    },
    checkTypes: (module, moduleResolution) => {
      write('page.ts', page);
      const options = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2023', 'dom'],
        types: [],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      };
      write('tsconfig.json', JSON.stringify({ compilerOptions: options, files: ['page.ts'] }));
      run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', '.'], folder);
    },
    explain: () => {
      run('npx', ['--no-install', 'xai', 'explain', '--out', 'out'], folder);
      return run(process.execPath, ['-p', 'fs.readdirSync("out").join(" ")'], folder).trim();
    },
  };
}

function importing(packages: readonly Packed[]): string {
  const lines = packages.flatMap(({ exports }) =>
    exports.map(({ path, isModule }) =>
      isModule
        ? `console.log('${path}:', Object.keys(await import('${path}')).length, 'names');`
        : `console.log('${path}:', statSync(fileURLToPath(import.meta.resolve('${path}'))).size, 'bytes');`,
    ),
  );
  return ["import { statSync } from 'node:fs';", "import { fileURLToPath } from 'node:url';", ...lines, ''].join('\n');
}

/** What the README tells people to write, with types where they matter. */
const page = `import { loadOnnxModel } from '@pellucid/backend-ort';
import type { OrtModel } from '@pellucid/backend-ort';
import { loadTfjsModel, weightPaths } from '@pellucid/backend-tfjs';
import type { TfjsModel } from '@pellucid/backend-tfjs';
import { XaiError, catalog, floatTensor, gradCam, occlusionStream } from '@pellucid/core';
import type { Attribution, MethodDescriptor } from '@pellucid/core';
import { checkDirection } from '@pellucid/core/testing';
import { main } from '@pellucid/cli';
import '@pellucid/web-components/define';
import type { ExplanationResult, XaiHeatmap } from '@pellucid/web-components';

export async function explain(file: Uint8Array): Promise<Attribution> {
  const model: OrtModel = await loadOnnxModel(file, { threads: 2 });
  const input = floatTensor(new Float32Array(3 * 128 * 128), [1, 3, 128, 128]);
  try {
    const maps: Attribution[] = await gradCam(model, input, { target: [{ class: 1 }, { class: 2 }] });
    for await (const partial of occlusionStream(model, input)) if (partial.values.data.length === 0) break;
    // @ts-expect-error: a target is not a word
    await gradCam(model, input, { target: 'cat' });
    return maps[0] ?? (await gradCam(model, input));
  } catch (error) {
    if (error instanceof XaiError && error.code === 'model-invalid') await main(['inspect', 'net.onnx']);
    throw error;
  } finally {
    await model.dispose();
  }
}

export async function load(model: unknown, files: Map<string, Uint8Array>): Promise<TfjsModel> {
  const weights = weightPaths(model).flatMap((path) => files.get(path) ?? []);
  return loadTfjsModel({ model, weights }, { engine: 'wasm' });
}

export async function show(method: string): Promise<ExplanationResult> {
  const heatmap: XaiHeatmap = document.createElement('xai-heatmap');
  heatmap.method = method;
  return heatmap.explain();
}

export const titles: string[] = catalog.map(({ title }: MethodDescriptor) => title);
export const check = checkDirection;
`;
