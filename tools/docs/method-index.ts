import type { MethodDescriptor } from '@pellucid/core';
import { table } from './markdown.js';
import { needsOf } from './method-page.js';

/** The page a user chooses a method from. */
export function methodIndex(methods: readonly MethodDescriptor[]): string {
  const rows = methods.map((method) => [
    `[${method.title}](${method.id}.md)`,
    method.summary,
    method.scope,
    method.approach,
    method.resolution,
    needsOf(method),
    String(Object.keys(method.options).length),
    method.cost,
    method.paper,
  ]);
  return [
    '# Methods',
    'In the order in which to try them. The cost is in forward passes of the network, for one picture. `npx xai methods` prints this table.',
    'A map in the resolution of the feature layer is coarse and tells classes apart; one in pixels is fine and noisy; one of windows needs no gradient, ' +
      'so that it works on every network. What a method needs decides whether it runs on yours: `npx xai inspect net.onnx` says what there is.',
    table(rows, ['method', 'shows', 'scope', 'approach', 'resolution', 'needs', 'knobs', 'cost', 'paper']),
    '## When to trust which',
    table(
      methods.map((method) => [`[${method.title}](${method.id}.md)`, method.advice]),
      ['method', 'when to use it, and what it does not show'],
    ),
    '## Options of every method with a target',
    table(
      [
        [
          '`target`',
          '`--target`',
          'the predicted class',
          'What is explained: a class, the k-th best, a contrast of two classes, one number of any output, a channel or neuron of any layer.',
        ],
        [
          '`of`',
          '`--of`',
          'logits; probabilities for perturbation methods',
          'Whether the score before or after the final softmax or sigmoid is explained.',
        ],
        [
          '`region`',
          '`--region`',
          'predicted',
          'For outputs with positions, as in segmentation: over which pixels. A class over a region is the sum over its pixels.',
        ],
        ['`signal`', '', 'none', 'An AbortSignal that cancels the work.'],
        ['`onProgress`', '', 'none', 'Told how much is done.'],
      ],
      ['option', 'flag', 'default', 'meaning'],
    ),
  ].join('\n\n');
}
