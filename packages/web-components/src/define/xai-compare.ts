import { XaiCompare } from '../elements/xai-compare.js';
import { define } from './define.js';

define('xai-compare', XaiCompare);

declare global {
  interface HTMLElementTagNameMap {
    'xai-compare': XaiCompare;
  }
}
