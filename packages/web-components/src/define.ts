/** Defines all elements. */
import './define/xai-activations.js';
import './define/xai-compare.js';
import './define/xai-heatmap.js';
import './define/xai-methods.js';
