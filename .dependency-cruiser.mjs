const source = (name, folder = '') => `^packages/${name}/src/${folder}`;

/** Which module may import which; the table of architecture section 2. */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment:
        'An import that resolves to nothing is seen by no rule. The training scripts bring packages of their own.',
      severity: 'error',
      from: { pathNot: '^tools/train/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'core-alone',
      comment: 'Core depends on nothing of ours, on no runtime, no DOM, no Node.',
      severity: 'error',
      from: { path: source('core') },
      to: { path: ['^packages/(?!core/)', '^node_modules/(onnxruntime-|@tensorflow/|lit)'] },
    },
    { name: 'core-without-node', severity: 'error', from: { path: source('core') }, to: { dependencyTypes: ['core'] } },
    {
      name: 'backends-on-core',
      severity: 'error',
      from: { path: '^packages/(backend-[^/]+)/src/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', source('core')] },
    },
    {
      name: 'backends-without-node',
      severity: 'error',
      from: { path: '^packages/backend-[^/]+/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'components-on-core-and-backends',
      comment: 'The page side knows no runtime: all computing is in the worker.',
      severity: 'error',
      from: { path: source('web-components'), pathNot: source('web-components', 'worker/') },
      to: {
        path: [
          '^packages/backend-',
          '^packages/cli/',
          source('web-components', 'worker/'),
          '^node_modules/(onnxruntime-|@tensorflow/)',
        ],
      },
    },
    {
      name: 'components-not-on-the-command-line',
      severity: 'error',
      from: { path: source('web-components') },
      to: { path: '^packages/cli/' },
    },
    { name: 'sample-net-alone', severity: 'error', from: { path: '^packages/sample-net/' }, to: { path: '.' } },
    {
      name: 'methods-apart',
      comment: 'A method uses the folder it is in and what all methods share, not a method of another kind.',
      severity: 'error',
      from: { path: `${source('core', 'methods/')}([^/]+)/` },
      to: { path: `${source('core', 'methods/')}[^/]+/`, pathNot: `${source('core', 'methods/')}$1/` },
    },
    {
      name: 'machinery-knows-no-method',
      comment: 'Only the catalog and the entry list the methods.',
      severity: 'error',
      from: { path: source('core'), pathNot: [source('core', 'methods/'), `${source('core')}(catalog|index)\\.ts$`] },
      to: { path: `${source('core', 'methods/')}[^/]+/` },
    },
    {
      name: 'onnx-alone',
      comment: 'Files and graphs know no gradients and no runtime.',
      severity: 'error',
      from: { path: source('backend-ort', 'onnx/') },
      to: { path: [source('backend-ort'), '^node_modules/onnxruntime-'], pathNot: source('backend-ort', 'onnx/') },
    },
    {
      name: 'autodiff-on-onnx',
      comment: 'Reverse mode works on graphs and knows no runtime.',
      severity: 'error',
      from: { path: source('backend-ort', 'autodiff/') },
      to: {
        path: [source('backend-ort'), '^node_modules/onnxruntime-'],
        pathNot: source('backend-ort', '(onnx/|autodiff/|dtypes\\.ts$)'),
      },
    },
    {
      name: 'rules-apart',
      comment: 'The reverse pass knows no operator; only the table and the rule sets list the rules.',
      severity: 'error',
      from: {
        path: source('backend-ort', 'autodiff/[^/]+$'),
        pathNot: source('backend-ort', 'autodiff/rule-sets\\.ts$'),
      },
      to: { path: source('backend-ort', 'autodiff/rules/') },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^packages/[^/]+/src/' },
      to: {},
    },
    {
      name: 'nothing-from-tools',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { path: '^tools/' },
    },
  ],
  required: [
    {
      name: 'imports-are-followed',
      comment: 'Fails when imports are no longer resolved, so that the rules above cannot pass by seeing nothing.',
      severity: 'error',
      module: { path: source('backend-ort', 'ort-model\\.ts$') },
      to: { path: source('core', 'index\\.ts$') },
    },
  ],
  options: {
    exclude: { path: ['/fixtures/', '/dist/'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.checks.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@pellucid/source', 'types', 'import', 'node', 'default'],
      mainFields: ['types', 'main'],
    },
  },
};
