import { builtinModules } from 'node:module';
import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const runtimes = ['@tensorflow/*', 'onnxruntime-*', 'onnxruntime-*/**'];
const hostGlobals = [
  'window',
  'document',
  'navigator',
  'self',
  'process',
  'Buffer',
  'require',
  '__dirname',
  'console',
  'fetch',
];

/** Bans Node's modules, and imports by pattern. */
const ban = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: builtinModules.map((name) => ({ name, message: 'This package runs in browsers too.' })),
      patterns: [{ group: ['node:*'], message: 'This package runs in browsers too.' }, ...patterns],
    },
  ],
});

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/generated/',
    '**/fixtures/',
    '.nx/',
    'packages/sample-net/tfjs/',
    'packages/web-components/bundle/',
    'docs/.vitepress/{cache,dist,public}/',
    'docs/api/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.checks.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'ExportAllDeclaration', message: 'Export by hand: name what is public.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
      ],
      '@typescript-eslint/parameter-properties': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Typed arrays are indexed in loops whose bounds are known; noUncheckedIndexedAccess asks for the mark.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Interfaces here are records of closures, made to be destructured; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Marking a function async turns what it throws into a rejection.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['packages/core/src/**'],
    rules: {
      'no-restricted-globals': ['error', ...hostGlobals],
      ...ban(
        { group: [...runtimes, 'lit', 'lit/**'], message: 'Core knows no runtime and no DOM.' },
        { group: ['@pellucid/*'], message: 'Core depends on no other package of ours.' },
      ),
    },
  },
  {
    files: ['packages/backend-ort/src/**'],
    rules: ban({
      group: runtimes,
      allowTypeImports: true,
      message: 'Load a runtime with import(), when it is known which one is wanted.',
    }),
  },
  {
    files: ['packages/backend-ort/src/autodiff/**'],
    rules: ban({
      group: [...runtimes, '**/runtime/**'],
      message: 'Reverse mode works on graphs, and knows no runtime.',
    }),
  },
  {
    files: ['packages/backend-ort/src/onnx/**'],
    rules: ban({
      group: [...runtimes, '**/runtime/**', '**/autodiff/**'],
      message: 'Files and graphs know no runtime and no gradients.',
    }),
  },
  {
    files: ['**/*.test.ts', 'packages/*/test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['packages/web-components/src/**', 'apps/*/src/**'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
  },
  { files: ['**/*.config.ts', '*.mjs', 'docs/.vitepress/**'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly' } },
  },
);
