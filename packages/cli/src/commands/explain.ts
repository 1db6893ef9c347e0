import { explainFlags, readExplainRequest } from '../arguments/explain-request.js';
import { explain } from '../explain/run.js';
import type { Command } from './command.js';

export const explainCommand: Command = {
  name: 'explain',
  positionals: {
    '[images..]': 'Picture files, folders, or globs such as "photos/**/*.jpg" [default: the bundled photo]',
  },
  summary: 'Show where a network looks in pictures',
  description:
    'Shows where a network looks in pictures. Writes, for each picture, <name>.<method>.png (the overlay), .npy (the raw values) and .json (the recipe: all that is needed to get the same again).',
  flags: explainFlags,
  examples: [
    ['xai explain', 'the bundled net on the bundled photo'],
    ['xai explain dog.jpg --model net.onnx', 'your own network; what it needs is read beside it'],
    [
      'xai explain dog.jpg --model net.onnx --preset imagenet --method saliency,occlusion',
      'two methods; preprocessing said by hand',
    ],
    ['xai explain dog.jpg --model net.onnx --target 207-281', 'why class 207 and not 281'],
    ['xai explain photos/ --target top:3 --out maps --json', 'a folder, three maps a picture, records for a script'],
  ],
  epilogue:
    'Exit status: 0 done, 1 some inputs failed (they are listed, the others done), 2 wrong usage, 3 the model cannot be used.',
  run: (given, io) => explain(readExplainRequest(given), io),
};
