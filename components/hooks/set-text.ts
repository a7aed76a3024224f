/** Sets the text in place: replacing the text node would cause a layout of its surroundings. */
export function setText(element: Element | null, text: string): void {
  if (!element) return;
  const { firstChild } = element;
  if (!(firstChild instanceof Text) || firstChild !== element.lastChild) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
