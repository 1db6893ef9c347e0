import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Recipe } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { createSandbox } from '../../../packages/cli/test/helpers/sandbox.js';
import type { DemoState } from '../src/state/state.js';
import { initialState } from '../src/state/state.js';
import { cliText } from '../src/take/cli-text.js';
import { htmlText } from '../src/take/html-text.js';
import { shellWord } from '../src/take/shell-word.js';

const stateOf = (changes: Partial<DemoState>): DemoState => ({ ...initialState, ...changes });
const elementOf = (changes: Partial<DemoState>): string => htmlText(stateOf(changes), null).split('\n')[1]!;
const commandOf = (changes: Partial<DemoState>): string => cliText(stateOf(changes), null).command;

/** The words that a shell makes of a command line. */
const wordsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe('the HTML', () => {
  it('has no attribute where nothing differs', () => {
    expect(htmlText(initialState, null)).toBe(
      '<script type="module" src="pellucid/pellucid.js"></script>\n<xai-heatmap></xai-heatmap>',
    );
  });

  it('has what differs, with the files beside the page', () => {
    const changes: Partial<DemoState> = {
      picture: 'a "dog" & co.jpg',
      net: 'own',
      file: 'net.onnx',
      preprocessing: { preset: 'imagenet' },
      method: 'occlusion',
      target: '207-281',
      options: { window: '24', 'keep-sign': '' },
      opacity: 0.5,
    };
    expect(elementOf(changes)).toBe(
      '<xai-heatmap src="a &quot;dog&quot; &amp; co.jpg" model="net.onnx" preset="imagenet" method="occlusion" target="207-281" window="24" opacity="0.5"></xai-heatmap>',
    );
  });

  it('writes switches by their name, and turns off by the word', () => {
    expect(elementOf({ options: { 'keep-sign': '' } })).toBe('<xai-heatmap keep-sign></xai-heatmap>');
    expect(elementOf({ options: { 'keep-sign': 'false' } })).toBe('<xai-heatmap keep-sign="false"></xai-heatmap>');
  });

  it('leaves out what belongs to another network or method', () => {
    expect(elementOf({ preprocessing: { mean: '0.5' }, labels: 'a,b', options: { steps: '3' } })).toBe(
      '<xai-heatmap></xai-heatmap>',
    );
    expect(elementOf({ method: 'activations', target: '3', layer: 'conv' })).toBe(
      '<xai-heatmap method="activations" layer="conv"></xai-heatmap>',
    );
  });

  it('has the element of each view', () => {
    expect(elementOf({ view: 'compare' })).toBe('<xai-compare backend-b="tfjs"></xai-compare>');
    expect(elementOf({ view: 'compare', net: 'tfjs' })).toBe(
      '<xai-compare backend="tfjs" backend-b="ort"></xai-compare>',
    );
    expect(elementOf({ view: 'compare', net: 'own', file: 'n.onnx' })).toBe(
      '<xai-compare model="n.onnx" method-b="occlusion"></xai-compare>',
    );
    expect(elementOf({ view: 'activations', layer: 'conv', channel: '3' })).toBe(
      '<xai-activations layer="conv" channel="3"></xai-activations>',
    );
    expect(elementOf({ view: 'methods', gallery: 'all' })).toBe('<xai-methods></xai-methods>');
    const some = htmlText(stateOf({ view: 'methods' }), ['grad-cam', 'saliency', 'occlusion']);
    expect(some).toContain('<xai-methods methods="grad-cam,saliency"></xai-methods>');
  });
});

describe('the words of a shell', () => {
  it('are what they were', () => {
    const words = ['plain', "it's", 'two words', '$HOME `x` "y"', '*', '', 'a\nb', '~', 'ä', '!x', '#'];
    expect(wordsOf(words.map(shellWord).join(' '))).toEqual(words);
  });
});

describe('the command', () => {
  it('is short where nothing differs', () => {
    expect(commandOf({})).toBe('npx xai explain');
    expect(commandOf({ view: 'compare' })).toBe('npx xai compare');
  });

  it('quotes what a shell would read', () => {
    const changes: Partial<DemoState> = {
      picture: "my cat's.jpg",
      net: 'own',
      file: '-net (1).onnx',
      target: 'cat-dog',
    };
    const command = commandOf(changes);
    expect(command).toBe(`npx xai explain 'my cat'\\''s.jpg' '--model=-net (1).onnx' --target cat-dog`);
    expect(wordsOf(command).slice(2)).toEqual([
      'explain',
      "my cat's.jpg",
      '--model=-net (1).onnx',
      '--target',
      'cat-dog',
    ]);
  });

  it('says what it cannot say', () => {
    const { command, notes } = cliText(stateOf({ engine: 'webgl', net: 'tfjs', opacity: 0.3 }), null);
    expect(command).toBe('npx xai explain --backend tfjs');
    expect(notes).toHaveLength(2);
  });
});

describe('the command line itself', async () => {
  const sandbox = await createSandbox();

  /** Runs what was copied, and gives what it says it computed. */
  async function run(changes: Partial<DemoState>): Promise<readonly Recipe[]> {
    const [, , ...words] = wordsOf(commandOf(changes));
    const { code, stdout, stderr } = await sandbox.run([...words, '--json', '--out', sandbox.path('out')]);
    expect(stderr).not.toContain('xai:');
    expect(code).toBe(0);
    return [JSON.parse(stdout) as Recipe | Recipe[]].flat();
  }

  it('computes the same method with the same options', async () => {
    const [recipe] = await run({
      method: 'integrated-gradients',
      options: { steps: '3', baseline: 'black,white' },
      target: 'dog',
      of: 'probabilities',
      colormap: 'puor',
    });
    expect(recipe!.method).toBe('integrated-gradients');
    expect(recipe!.options).toMatchObject({ steps: 3, baseline: ['black', 'white'], of: 'probabilities' });
    expect(recipe!.target).toMatchObject({ label: 'dog' });
  });

  it('takes switches, layers, contrasts and files', async () => {
    await sandbox.write('my net.onnx', readFileSync('packages/sample-net/sample-net.onnx'));
    await sandbox.write('it is a cat.png', readFileSync('packages/sample-net/photo-cat-chelsea-cc0.png'));
    const [recipe] = await run({
      picture: 'it is a cat.png',
      net: 'own',
      file: 'my net.onnx',
      preprocessing: { preset: 'imagenet', std: '0.25,0.25,0.25' },
      options: { 'keep-sign': '', upsampling: 'nearest' },
      layer: '/Relu_9_output_0',
      target: '0-1',
    });
    expect(recipe!.model.file).toBe('my net.onnx');
    expect(recipe!.input.file).toBe('it is a cat.png');
    expect(recipe!.options).toMatchObject({ keepSign: true, upsampling: 'nearest' });
    expect(recipe!.preprocessing).toMatchObject({ std: [0.25, 0.25, 0.25] });
  });

  it('computes several methods, and two targets', async () => {
    const methods = await run({ view: 'compare', compare: 'method', other: 'saliency' });
    expect(methods.map(({ method }) => method)).toEqual(['grad-cam', 'saliency']);
    const targets = await run({ view: 'compare', compare: 'target', target: 'cat', other: 'dog' });
    expect(targets.map(({ target }) => target?.label)).toEqual(['cat', 'dog']);
  });

  it('shows activations', async () => {
    const [recipe] = await run({ view: 'activations', layer: '/Relu_9_output_0' });
    expect(recipe!.method).toBe('activations');
  });
});
