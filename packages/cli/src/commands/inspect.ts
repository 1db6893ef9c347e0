import { toggle, words } from '../arguments/flags.js';
import { loadingFlags, readModelRequest } from '../arguments/model-flags.js';
import { preprocessingFlags, readPreprocessing } from '../arguments/preprocessing-flags.js';
import { exitCodes } from '../exit-codes.js';
import { inspectModel } from '../inspect/inspect-model.js';
import { printInspection } from '../inspect/print.js';
import { createMessages } from '../terminal/messages.js';
import type { Command } from './command.js';

export const inspectCommand: Command = {
  name: 'inspect',
  positionals: {
    '[model]': 'ONNX file, model.json of TensorFlow.js, folder with one of them, or URL [default: the bundled net]',
  },
  summary: 'Show what is in a network and what can be explained',
  description:
    'Shows inputs, outputs, the preprocessing that is found, the layers with their shapes, which of them the maps are made of and why, and, for ONNX files, which operators gradients can pass.',
  flags: { ...loadingFlags, ...preprocessingFlags, json: { type: 'boolean', describe: 'Print the same as JSON' } },
  examples: [
    ['xai inspect net.onnx', 'all about a network'],
    ['xai inspect net.onnx --json', 'for a script'],
  ],
  epilogue: 'Exit status: 0 the file could be read, 2 wrong usage, 3 it could not.',
  run: async (given, io) => {
    const [place] = words(given, 'model');
    const inspection = await inspectModel(readModelRequest(given, place), readPreprocessing(given), io);
    const { line, colors } = createMessages(io, false);
    if (toggle(given, 'json')) line(JSON.stringify(inspection, null, 2));
    else for (const text of printInspection(inspection, colors)) line(text);
    return exitCodes.done;
  },
};
