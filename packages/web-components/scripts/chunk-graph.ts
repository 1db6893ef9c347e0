import type { Plugin } from 'vite';

/** A script of the bundle. */
export interface Chunk {
  readonly file: string;
  /** Loaded with it. */
  readonly imports: readonly string[];
  /** Loaded when they are needed. */
  readonly lazy: readonly string[];
  readonly modules: readonly string[];
}

/** Notes down what a build is made of. */
export function collectChunks(chunks: Chunk[]): Plugin {
  return {
    name: 'collect-chunks',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type !== 'chunk') continue;
        const { fileName, imports, dynamicImports, moduleIds } = file;
        chunks.push({ file: fileName, imports, lazy: dynamicImports, modules: moduleIds });
      }
    },
  };
}

/** All files that load with some, these included. */
export function loadedWith(chunks: readonly Chunk[], files: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    chunks.find((chunk) => chunk.file === file)?.imports.forEach(visit);
  };
  files.forEach(visit);
  return [...found];
}

/** What is wrong with how the bundle is cut: a page must not load the runtime that it does not use. */
export function checkCuts(chunks: readonly Chunk[]): readonly string[] {
  const runtimes = {
    'onnxruntime-web': /\/onnxruntime-web\/|packages\/backend-ort\//,
    'TensorFlow.js': /\/@tensorflow\/|packages\/backend-tfjs\//,
  };
  const cuts = [
    { starts: /^pellucid\.js$/, without: ['onnxruntime-web', 'TensorFlow.js'] },
    { starts: /^pellucid-worker\.js$/, without: ['onnxruntime-web', 'TensorFlow.js'] },
    { starts: /^chunks\/(backend-ort|ort\.)/, without: ['TensorFlow.js'] },
    { starts: /^chunks\/(backend-tfjs|tfjs-)/, without: ['onnxruntime-web'] },
  ] as const;
  return cuts.flatMap(({ starts, without }) => {
    const starting = chunks.map(({ file }) => file).filter((file) => starts.test(file));
    if (starting.length === 0) return [`Expected a file like ${String(starts)}, but there is none.`];
    const loaded = loadedWith(chunks, starting);
    const modules = chunks.filter(({ file }) => loaded.includes(file)).flatMap((chunk) => chunk.modules);
    return without
      .filter((runtime) => modules.some((module) => runtimes[runtime].test(module)))
      .map((runtime) => `${starting.join(', ')} loads ${runtime}, which it does not need.`);
  });
}
