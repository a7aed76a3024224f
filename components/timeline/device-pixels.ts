export function getDevicePixelRatio(): number {
  return window.devicePixelRatio || 1;
}

/** Rounds to whole device pixels, so that moving elements stay sharp. */
export function snapToDevicePixel(px: number): number {
  return Math.round(px * getDevicePixelRatio()) / getDevicePixelRatio();
}
