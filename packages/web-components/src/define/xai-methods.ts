import { XaiMethods } from '../elements/xai-methods.js';
import { define } from './define.js';

define('xai-methods', XaiMethods);

declare global {
  interface HTMLElementTagNameMap {
    'xai-methods': XaiMethods;
  }
}
