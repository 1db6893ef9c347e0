import { XaiActivations } from '../elements/xai-activations.js';
import { define } from './define.js';

define('xai-activations', XaiActivations);

declare global {
  interface HTMLElementTagNameMap {
    'xai-activations': XaiActivations;
  }
}
