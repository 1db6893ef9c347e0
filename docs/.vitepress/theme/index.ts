import { withBase } from 'vitepress';
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { defineLiveMethod } from './live-method.js';
import './style.css';

/** vitepress's own look without its web fonts, and the button that runs a method on its page. */
const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: () => {
    // Pages are also rendered in Node, which has no elements.
    if (typeof customElements !== 'undefined') defineLiveMethod(withBase('/pellucid/pellucid.js'));
  },
};

export default theme;
