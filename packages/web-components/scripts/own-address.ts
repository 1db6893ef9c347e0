import type { Plugin } from 'vite';

/**
 * Writes `import.meta.url` where ONNX Runtime names its own file, which has another name in the bundle: bundlers that
 * read the bundle would look for it, and warn.
 */
export function ownAddress(): Plugin {
  return {
    name: 'own-address',
    transform(code, id) {
      if (!/onnxruntime-web\/dist\/ort\.\w+\.min\.mjs/.test(id)) return null;
      return {
        code: code.replaceAll(/new \w+\("ort\.\w+\.min\.mjs",\s*import\.meta\.url\)\.href/g, 'import.meta.url'),
        map: null,
      };
    },
  };
}
