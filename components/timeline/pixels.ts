/** Device pixels in a pixel. */
export function density(): number {
  return window.devicePixelRatio || 1;
}

/** On whole pixels of the screen, so that nothing blurs on its way. */
export function crisp(px: number): number {
  return Math.round(px * density()) / density();
}
