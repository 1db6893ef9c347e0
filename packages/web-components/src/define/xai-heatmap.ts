import { XaiHeatmap } from '../elements/xai-heatmap.js';
import { define } from './define.js';

define('xai-heatmap', XaiHeatmap);

declare global {
  interface HTMLElementTagNameMap {
    'xai-heatmap': XaiHeatmap;
  }
}
