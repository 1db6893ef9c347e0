import { catalog, kebabCase } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { version } from '../src/versions.js';
import { modelFlags } from '../src/arguments/model-flags.js';
import { preprocessingFlags } from '../src/arguments/preprocessing-flags.js';
import { createSandbox } from './helpers/sandbox.js';

describe('xai methods', async () => {
  const { run } = await createSandbox();

  it('lists every method of the catalog with what one chooses by', async () => {
    const { code, stdout } = await run(['methods']);
    expect(code).toBe(0);
    for (const { id, approach, resolution } of catalog)
      expect(stdout).toMatch(new RegExp(`^${id.replaceAll('+', '\\+')} +local +${approach} +${resolution} `, 'm'));
    expect(stdout).toMatch(/^grad-cam .*gradient, feature layer +3 +1\.3 +Selvaraju 2017$/m);
  });

  it('says all about one', async () => {
    const { stdout } = await run(['methods', 'occlusion']);
    const method = catalog.find(({ id }) => id === 'occlusion')!;
    for (const text of [
      method.definition,
      method.paper,
      method.cost,
      '--window',
      '--batch-size',
      'Default: 20 % of the input',
      'from 1',
    ])
      expect(stdout).toContain(text);
  });

  it('prints the catalog as JSON', async () => {
    const all = JSON.parse((await run(['methods', '--json'])).stdout) as { id: string }[];
    expect(all.map(({ id }) => id)).toEqual(catalog.map(({ id }) => id));
    expect(JSON.parse((await run(['methods', 'cam', '--json'])).stdout)).toMatchObject({
      id: 'cam',
      options: { upsampling: { default: 'bicubic' } },
    });
  });
});

describe('xai', async () => {
  const { run } = await createSandbox();

  it('helps when asked, and when told nothing', async () => {
    for (const args of [[], ['--help'], ['help']]) {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const text of ['xai explain [images..]', 'xai inspect [model]', 'xai methods [id]', 'Exit status: 0 done'])
        expect(stdout).toContain(text);
    }
  });

  it('has a help for each command, with every option', async () => {
    const { stdout } = await run(['explain', '--help']);
    for (const { options } of catalog)
      for (const option of Object.keys(options))
        expect(stdout).toContain(`--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    for (const text of [
      '--target',
      '--model',
      '--preset',
      '--save-input',
      'Examples:',
      'xai explain dog.jpg --model net.onnx',
    ])
      expect(stdout).toContain(text);
    expect((await run(['inspect', '--help'])).stdout).toContain('--labels');
  });

  it('knows its version', async () => {
    expect((await run(['--version'])).stdout).toBe(`${version}\n`);
  });
});

it('no option of a method takes the name of a flag of the command', () => {
  const own = Object.keys({ ...modelFlags, ...preprocessingFlags });
  const taken = catalog
    .flatMap(({ options }) => Object.keys(options).map(kebabCase))
    .filter((flag) => own.includes(flag));
  expect(taken).toEqual([]);
});
