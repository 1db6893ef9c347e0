import { catalog, kebabCase } from '@pellucid/core';
import { expect, test } from 'vitest';
import { elementsPage } from './elements-page.js';
import { elementsOf } from './manifest.js';

const manifest = {
  modules: [
    {
      declarations: [
        { name: 'helper' },
        {
          name: 'XaiHeatmap',
          customElement: true,
          tagName: 'xai-heatmap',
          summary: 'One explanation.',
          attributes: [
            {
              name: 'no-drop',
              fieldName: 'noDrop',
              type: { text: 'boolean' },
              default: 'false',
              description: 'Takes no files.',
            },
          ],
          members: [
            { kind: 'field', name: 'noDrop', attribute: 'no-drop' },
            {
              kind: 'field',
              name: 'result',
              type: { text: 'ExplanationResult | null' },
              description: 'What came out.',
            },
            { kind: 'field', name: 'queue', privacy: 'private' },
            { kind: 'method', name: 'render' },
            {
              kind: 'method',
              name: 'toBlob',
              parameters: [{ name: 'type' }],
              return: { type: { text: 'Promise<Blob>' } },
              description: 'The picture of\n  what is shown.',
            },
          ],
          events: [{ name: 'xai-error', type: { text: 'CustomEvent<XaiError>' }, description: 'It failed.' }],
          slots: [{ name: '', description: 'An <img>.' }],
          cssParts: [{ name: 'legend', description: 'The colours.' }],
          cssProperties: [{ name: '--xai-gap', default: '8px', description: 'Between parts.' }],
        },
      ],
    },
  ],
} as const;

test('the manifest becomes tables, without what is private or of lit', () => {
  const page = elementsPage(elementsOf(manifest), []);
  for (const row of [
    '## `<xai-heatmap>`',
    '| `no-drop` | `boolean` | `false` | Takes no files. |',
    '| `result` | `ExplanationResult \\| null` |  | What came out. |',
    '| `toBlob(type)` | `Promise<Blob>` | The picture of what is shown. |',
    '| `xai-error` | `CustomEvent<XaiError>` | It failed. |',
    '| (default) | An `<img>`. |',
    '| `legend` | The colours. |',
    '| `--xai-gap` | `8px` | Between parts. |',
  ])
    expect(page).toContain(row);
  for (const hidden of ['queue', 'render', 'helper', '`noDrop`']) expect(page).not.toContain(hidden);
});

test('every option of the catalog is an attribute', () => {
  const page = elementsPage([], catalog);
  for (const { options } of catalog)
    for (const name of Object.keys(options)) expect(page).toContain(`| \`${kebabCase(name)}\` |`);
});
