import type { Page } from 'playwright-core';

/** What has the focus, within shadow roots too. */
export interface Focused {
  /** Name of its tag, with its part where it has one: `button[cancel]`. */
  readonly name: string;
  /** Whether a line is drawn around it, or around the label that stands for it. */
  readonly isVisible: boolean;
}

export async function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!active) return { name: 'nothing', isVisible: false };
    const part = active.getAttribute('part');
    const isOutlined = (element: Element | null): boolean => {
      if (!element) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    };
    return {
      name: active.localName + (part ? `[${part}]` : ''),
      // A picker of files is hidden, and its label stands for it.
      isVisible: isOutlined(active) || isOutlined(active.closest('label')),
    };
  });
}

/** What the Tab key reaches, one after the other, until it leaves the page. */
export async function tabOrder(page: Page, most = 40): Promise<Focused[]> {
  const order: Focused[] = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now.name === 'body') break;
    order.push(now);
  }
  return order;
}
