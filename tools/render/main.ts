/** Writes the colour tables and glyphs that core draws with: `npx tsx tools/render/main.ts`. */
import { writeFileSync } from 'node:fs';
import { colormapModule } from './colormaps.js';
import { fontModule } from './font.js';

const generated = new URL('../../packages/core/src/render/generated/', import.meta.url);
writeFileSync(new URL('colormap-tables.ts', generated), colormapModule());
writeFileSync(new URL('glyphs.ts', generated), fontModule());
