import { catalog, kebabCase, methodById } from '@pellucid/core';
import type { MethodDescriptor } from '@pellucid/core';
import { toggle, words } from '../arguments/flags.js';
import { describeOption } from '../arguments/method-flags.js';
import { exitCodes } from '../exit-codes.js';
import { createMessages } from '../terminal/messages.js';
import type { Colors } from '../terminal/messages.js';
import { table, wrap } from '../terminal/table.js';
import type { Command } from './command.js';

const width = 100;

export const methodsCommand: Command = {
  name: 'methods',
  positionals: { '[id]': 'A method, to read all about it' },
  summary: 'List the methods, or explain one',
  description:
    'Lists the methods to choose from, or says all about one: definition, options, cost, paper, and when to trust it.',
  flags: { json: { type: 'boolean', describe: 'Print the catalog as JSON' } },
  examples: [
    ['xai methods', 'the table to choose from'],
    ['xai methods occlusion', 'all about occlusion'],
  ],
  epilogue: 'Use one with: xai explain PHOTO --method ID',
  run: (given, io) => {
    const [id] = words(given, 'id');
    const methods = id === undefined ? catalog : [methodById(id)];
    const { line, colors } = createMessages(io, false);
    // Functions are left out by JSON itself.
    if (toggle(given, 'json')) line(JSON.stringify(id === undefined ? methods : methods[0], null, 2));
    else for (const text of id === undefined ? overview(colors) : details(methods[0]!, colors)) line(text);
    return Promise.resolve(exitCodes.done);
  },
};

function overview(colors: Colors): string[] {
  const rows = catalog.map((method) => [
    colors.bold(method.id),
    method.scope,
    method.approach,
    method.resolution,
    method.needs.join(', ') || 'nothing',
    String(Object.keys(method.options).length),
    method.cost.replace(/ \(.*\)/, ''),
    citation(method),
  ]);
  const columns = [
    { title: 'method' },
    { title: 'scope' },
    { title: 'based on' },
    { title: 'resolution' },
    { title: 'needs' },
    { title: 'knobs', align: 'right' as const },
    { title: 'cost' },
    { title: 'paper' },
  ];
  return [
    ...table(columns, rows, colors.dim),
    '',
    'Cost is in forward passes of the network, for one picture. xai methods ID says more about one.',
  ];
}

/** First author and year. */
function citation({ paper }: MethodDescriptor): string {
  const [, author = paper, year = ''] = /^(\p{L}+).*?(\d{4})/u.exec(paper) ?? [];
  return `${author} ${year}`;
}

function details(method: MethodDescriptor, colors: Colors): string[] {
  const options = Object.entries(method.options).flatMap(([option, descriptor]) => {
    const range = [
      descriptor.minimum !== undefined && `from ${descriptor.minimum}`,
      descriptor.maximum !== undefined && `to ${descriptor.maximum}`,
    ]
      .filter(Boolean)
      .join(' ');
    const type = [descriptor.type, descriptor.unit && `(${descriptor.unit})`, range].filter(Boolean).join(' ');
    return [
      `  ${colors.bold(`--${kebabCase(option)}`)}  ${colors.dim(type)}`,
      ...wrap(describeOption(descriptor), width - 6).map((text) => `      ${text}`),
    ];
  });
  const facts = [
    ['definition', method.definition],
    ['scope', method.scope],
    ['based on', method.approach],
    ['resolution', method.resolution],
    ['needs', method.needs.join(', ') || 'nothing besides the network'],
    ['cost', `${method.cost}, in forward passes of the network`],
    ['paper', method.paper],
  ];
  return [
    `${colors.bold(method.title)} (${method.id})`,
    ...wrap(method.summary, width),
    '',
    ...table(
      [{ title: '' }, { title: '' }],
      facts.map(([name = '', value = '']) => [colors.dim(name), value]),
    ),
    '',
    ...wrap(method.advice, width),
    '',
    ...(options.length > 0 ? ['Options', ...options] : ['It has no options of its own.']),
    '',
    `xai explain PHOTO --method ${method.id}`,
  ];
}
