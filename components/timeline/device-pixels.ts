/** Device pixels in a pixel. */
export function getDevicePixelRatio(): number {
  return window.devicePixelRatio || 1;
}

/** On whole pixels of the screen, so that nothing blurs on its way. */
export function snapToDevicePixel(px: number): number {
  return Math.round(px * getDevicePixelRatio()) / getDevicePixelRatio();
}
