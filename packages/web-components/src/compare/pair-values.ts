import { formatNumber } from '@pellucid/core';
import type { DrawableMap, MapTensor } from '@pellucid/core';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Cell } from '../controllers/probe-controller.js';
import { valueAt } from './value-at.js';

/**
 * The values of two maps at one place, in a line of text.
 *
 * @param cells the map that the cell is of; null where there is none
 */
export function pairValues(
  cell: Cell | null,
  cells: MapTensor | null,
  maps: readonly (DrawableMap | null)[],
  names: readonly [string, string],
): TemplateResult {
  const hint = cells ? 'Point at the picture, or use the arrow keys, to read the values of both.' : '';
  const values = maps.flatMap((drawable, i) =>
    drawable && cell && cells ? `${names[i]} ${formatNumber(valueAt(drawable.map, cell, cells))}` : [],
  );
  const words = cell && values.length > 0 ? `column ${cell.x}, row ${cell.y}: ${values.join('; ')}` : hint;
  return html`<p class="value" part="value" aria-live="polite">${words}</p>`;
}
