/** Changes what an element says, in place: another text node has everything around it laid out anew, the same one with other words only itself. */
export function setText(element: Element | null, text: string): void {
  if (!element) return;
  const { firstChild } = element;
  if (!(firstChild instanceof Text) || firstChild !== element.lastChild) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
