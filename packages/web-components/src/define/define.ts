/** Makes an element known to the page under its name; once, whoever asks first. */
export function define(name: string, element: CustomElementConstructor): void {
  // In Node there is no page to define it for.
  if (typeof customElements !== 'undefined' && !customElements.get(name)) customElements.define(name, element);
}
