import * as core from '@pellucid/core';
import type { MethodDescriptor, OptionDescriptor } from '@pellucid/core';
import { kebabCase } from '@pellucid/core';
import { code, table } from './markdown.js';

/** The page of one method, from its descriptor. */
export function methodPage(method: MethodDescriptor): string {
  return [
    `# ${method.title}`,
    method.summary,
    liveExample(method),
    code('text', method.definition),
    symbolsOf(method.definition),
    table([
      ['id', `\`${method.id}\``],
      ['explains', scopes[method.scope]],
      ['approach', method.approach],
      ['resolution', method.resolution],
      ['needs', needsOf(method)],
      ['cost', `${method.cost}, in forward passes of the network for one picture`],
      ['paper', method.paper],
    ]),
    '## When to use it',
    method.advice,
    '## Options',
    ...options(method),
    '## In a page',
    code('html', pasted(method)),
    'An option is an attribute: its flag without the dashes. The [web components](../web-components.md) have the rest.',
    '## On the command line',
    code('sh', `npx xai explain photo.jpg --model model.onnx --method ${method.id}`),
    '## In TypeScript',
    code('ts', example(method)),
    '`input` is a float32 tensor [N, C, H, W] in the units that the network was trained on.',
  ].join('\n\n');
}

/** The element that shows a method: maps of a target are heat maps, those of all channels a sheet. */
const elementOf = ({ hasTarget }: MethodDescriptor): string => (hasTarget ? 'xai-heatmap' : 'xai-activations');

/** A button on the site; words everywhere else. */
function liveExample(method: MethodDescriptor): string {
  const given = method.hasTarget ? ` method="${method.id}"` : '';
  return `<live-method element="${elementOf(method)}"${given}>On the documentation site, the method runs here on the bundled photo.</live-method>`;
}

function pasted(method: MethodDescriptor): string {
  const element = elementOf(method);
  const given = method.hasTarget ? ` method="${method.id}"` : '';
  return [
    '<script type="module" src="pellucid/pellucid.js"></script>',
    `<${element} src="photo.jpg" model="net.onnx"${given}></${element}>`,
  ].join('\n');
}

/** What a method needs, for people. */
export function needsOf({ needs }: MethodDescriptor): string {
  return needs.length > 0 ? needs.join(', ') : 'forward passes only';
}

const symbols = {
  f: 'the score that is explained',
  x: 'the input of the network',
  A: 'the activation of the feature layer [C, h, w]',
  G: 'df/dA',
  g: 'the gradient that comes back to an activation function',
  "a'": "that function's own derivative",
};

/** What the symbols of a definition stand for, those that occur. */
function symbolsOf(definition: string): string {
  const used = Object.entries(symbols).filter(([symbol]) =>
    new RegExp(`(?<![A-Za-z])d?${symbol}(?![A-Za-z])`).test(definition),
  );
  return used.map(([symbol, meaning]) => `\`${symbol}\`: ${meaning}`).join('; ');
}

const scopes = { local: 'one input (local)', global: 'the network as a whole (global)' };

function options({ hasTarget, options }: MethodDescriptor): string[] {
  const rows = Object.entries(options).map(([name, option]) => [
    `\`${name}\``,
    `\`--${kebabCase(name)}\``,
    typeOf(option),
    String(option.default),
    option.doc,
  ]);
  const own = rows.length > 0 ? [table(rows, ['option', 'flag', 'type', 'default', 'meaning'])] : [];
  const shared = 'the [options of every method with a target](index.md#options-of-every-method-with-a-target)';
  if (!hasTarget) return own;
  return [...own, rows.length > 0 ? `Besides, ${shared}.` : `Only ${shared}.`];
}

/** What may be given for an option, for people. */
function typeOf({ type, several, tensor, choices, minimum, maximum, unit }: OptionDescriptor): string {
  const bounds = [minimum === undefined ? [] : `from ${minimum}`, maximum === undefined ? [] : `to ${maximum}`].flat();
  const what = choices
    ? choices.map((choice) => `\`${choice}\``).join(', ') + alternatives(several, tensor)
    : type === 'layer'
      ? `a layer's name${several ? ', or several' : ''}`
      : type;
  return [what, ...bounds, unit ? `in ${unit}` : []].flat().join(' ');
}

/** What may stand in place of one of the choices. */
function alternatives(several: true | undefined, tensor: true | undefined): string {
  return (
    (tensor ? ', or a tensor [1 or N, C, H, W] (a .npy file on the command line)' : '') + (several ? ', or a list' : '')
  );
}

function example(method: MethodDescriptor): string {
  const name = functionOf(method.id);
  const given = method.hasTarget ? '{ target: { class: 207 } }' : "{ layer: 'auto' }";
  const stream = method.stream && `${functionOf(method.id, 'Stream')}(model, input, ${given})`;
  return [
    "import { readFile } from 'node:fs/promises';",
    "import { loadOnnxModel } from '@pellucid/backend-ort';",
    `import { ${[name, ...(stream ? [`${name}Stream`] : [])].join(', ')} } from '@pellucid/core';`,
    '',
    "const model = await loadOnnxModel(await readFile('model.onnx'));",
    `const attribution = await ${name}(model, input, ${given});`,
    ...(stream
      ? ['', '// Or, to see the map grow:', `for await (const partial of ${stream}) console.log(partial.values.shape);`]
      : []),
  ].join('\n');
}

/** The function of a method: `grad-cam++` is `gradCamPlusPlus`. Fails where core exports none by that name. */
function functionOf(id: string, suffix = ''): string {
  const letters = `${id.replaceAll('-', '').replaceAll('+', 'plus')}${suffix}`.toLowerCase();
  const name = Object.keys(core).find((exported) => exported.toLowerCase() === letters);
  if (!name) throw new Error(`@pellucid/core exports no function for the method '${id}'.`);
  return name;
}
