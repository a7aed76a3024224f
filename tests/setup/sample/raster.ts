/** A small anti-aliased rasteriser for flat shapes, so that the sample is identical on every machine. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A closed outline as a chain of points. */
export type Outline = readonly Point[];

/** Red, green, blue in 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  /** RGB, three bytes per pixel, rows from the top. */
  readonly rgb: Uint8Array;
}

export function createRaster(widthPx: number, heightPx: number): Raster {
  return { widthPx, heightPx, rgb: new Uint8Array(widthPx * heightPx * 3) };
}

export function colourFromHex(hex: string): Colour {
  const value = Number.parseInt(hex.replace('#', ''), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const SEGMENTS_PER_CURVE = 24;

/** Reads an absolute SVG path of `M`, `L`, `C`, `Q` and `Z` into one outline. */
export function outlineFromPath(path: string): Outline {
  const points: Point[] = [];
  let last: Point = { x: 0, y: 0 };
  for (const [, command, rest] of path.matchAll(/([MLCQ])([^MLCQZ]*)/g)) {
    const numbers = (rest ?? '').match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
    const size = command === 'C' ? 6 : command === 'Q' ? 4 : 2;
    for (let at = 0; at + size <= numbers.length; at += size) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = numbers.slice(at, at + size);
      const from = last;
      if (size === 2) {
        last = { x: x1, y: y1 };
        points.push(last);
        continue;
      }
      for (let step = 1; step <= SEGMENTS_PER_CURVE; step += 1) {
        const t = step / SEGMENTS_PER_CURVE;
        const u = 1 - t;
        last =
          size === 6
            ? {
                x: u ** 3 * from.x + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t ** 3 * x3,
                y: u ** 3 * from.y + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t ** 3 * y3,
              }
            : { x: u * u * from.x + 2 * u * t * x1 + t * t * x2, y: u * u * from.y + 2 * u * t * y1 + t * t * y2 };
        points.push(last);
      }
    }
  }
  return points;
}

export function ellipse(centre: Point, radiusX: number, radiusY: number): Outline {
  return Array.from({ length: 96 }, (_, index) => {
    const angle = (index / 96) * 2 * Math.PI;
    return { x: centre.x + radiusX * Math.cos(angle), y: centre.y + radiusY * Math.sin(angle) };
  });
}

/** Turns by `degrees` about `pivot`, then moves by `shift`. */
export function translate(outline: Outline, pivot: Point, degrees: number, shift: Point): Outline {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return outline.map(({ x, y }) => ({
    x: pivot.x + (x - pivot.x) * cos - (y - pivot.y) * sin + shift.x,
    y: pivot.y + (x - pivot.x) * sin + (y - pivot.y) * cos + shift.y,
  }));
}

/**
 * Fills an outline that does not cross itself. Every edge adds its exact signed area to the pixels it touches; summed
 * along a row that is how much of each pixel lies inside.
 */
export function fill(bitmap: Raster, outline: Outline, colour: Colour, opacity = 1): void {
  const { widthPx, heightPx, rgb } = bitmap;
  const top = Math.max(0, Math.floor(Math.min(...outline.map((point) => point.y))));
  const bottom = Math.min(heightPx, Math.ceil(Math.max(...outline.map((point) => point.y))));
  if (bottom <= top) return;
  const stride = widthPx + 2;
  const areas = new Float64Array(stride * (bottom - top));
  const add = (row: number, column: number, area: number) => {
    const index = row * stride + column;
    areas[index] = (areas[index] ?? 0) + area;
  };

  outline.forEach((from, index) => {
    const to = outline[(index + 1) % outline.length] ?? from;
    if (from.y === to.y) return;
    const direction = from.y < to.y ? 1 : -1;
    const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
    const slope = (lower.x - upper.x) / (lower.y - upper.y);
    for (let y = Math.max(top, Math.floor(upper.y)); y < Math.min(bottom, Math.ceil(lower.y)); y += 1) {
      const y0 = Math.max(upper.y, y);
      const y1 = Math.min(lower.y, y + 1);
      const clamp = (x: number) => Math.min(widthPx, Math.max(0, x));
      const xs = [clamp(upper.x + (y0 - upper.y) * slope), clamp(upper.x + (y1 - upper.y) * slope)] as const;
      const left = Math.min(...xs);
      const right = Math.max(...xs);
      const height = (y1 - y0) * direction;
      const width = right - left;
      for (let column = Math.floor(left); column <= Math.floor(right); column += 1) {
        const share = width === 0 ? 1 : (Math.min(right, column + 1) - Math.max(left, column)) / width;
        const middle = width === 0 ? left : (Math.min(right, column + 1) + Math.max(left, column)) / 2;
        const inside = column + 1 - middle;
        add(y - top, column, height * share * inside);
        add(y - top, column + 1, height * share * (1 - inside));
      }
    }
  });

  for (let row = 0; row < bottom - top; row += 1) {
    let sum = 0;
    for (let column = 0; column < widthPx; column += 1) {
      sum += areas[row * stride + column] ?? 0;
      const alpha = Math.min(1, Math.abs(sum)) * opacity;
      if (alpha < 0.002) continue;
      const pixel = ((row + top) * widthPx + column) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const before = rgb[pixel + channel] ?? 0;
        rgb[pixel + channel] = Math.round(before + ((colour[channel] ?? 0) - before) * alpha);
      }
    }
  }
}

/** Paints the whole picture with a gradient from its top left to its bottom right corner. */
export function fillDiagonally(bitmap: Raster, stops: readonly [Colour, Colour, Colour]): void {
  const { widthPx, heightPx, rgb } = bitmap;
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const at = (x / widthPx + y / heightPx) / 2;
      const [from, to, part] = at < 0.5 ? [stops[0], stops[1], at * 2] : [stops[1], stops[2], at * 2 - 1];
      for (let channel = 0; channel < 3; channel += 1) {
        const before = from[channel] ?? 0;
        rgb[(y * widthPx + x) * 3 + channel] = Math.round(before + ((to[channel] ?? 0) - before) * part);
      }
    }
  }
}
