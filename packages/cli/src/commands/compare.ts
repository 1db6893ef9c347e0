import { compareFlags, readCompareRequest } from '../arguments/compare-request.js';
import { compare } from '../compare/run.js';
import type { Command } from './command.js';

export const compareCommand: Command = {
  name: 'compare',
  positionals: {
    '[a]': 'ONNX file, model.json, folder with one of them, or URL [default: the bundled net as ONNX]',
    '[b]': 'Another one, or the same again for another engine [default: the bundled net as model.json]',
    '[images..]': 'Picture files, folders, or globs [default: the bundled photo]',
  },
  summary: 'Compare what two networks or runtimes see in the same pictures',
  description:
    'Gives two networks, or one network on two runtimes, the same input and explains the class that A predicts on both. Prints the outputs side by side and how alike the maps are; writes, for each picture and method, <name>.<method>.png (A, B and their difference on one scale) and .json (all numbers). Pictures are prepared as A wants them.',
  flags: compareFlags,
  examples: [
    ['xai compare', 'the bundled net in ONNX Runtime and in TensorFlow.js'],
    ['xai compare net.onnx tfjs/model.json dog.jpg --method grad-cam,saliency', 'two files of one network'],
    ['xai compare net.onnx net.onnx dog.jpg --engine-a cpu --engine-b wasm', 'two engines'],
    ['xai compare before.onnx after.onnx photos/ --json', 'two networks on a folder, records for a script'],
  ],
  epilogue:
    'Exit status: 0 done, however different the maps are; 1 some inputs failed, 2 wrong usage, 3 a model cannot be used.',
  run: (given, io) => compare(readCompareRequest(given), io),
};
