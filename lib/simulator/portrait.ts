/** The simulator's face thumbnails, drawn in code, so that no real person is shown. */

import { encodePng } from './png';

const SIDE_PX = 192;
/** Units of the drawing, independent of pixels. */
const SIDE = 192;

type Colour = readonly [red: number, green: number, blue: number];
/** How far a point lies outside of a shape, in units; negative inside. */
type Shape = (x: number, y: number) => number;

interface PortraitStyle {
  readonly backdrop: readonly [Colour, Colour];
  readonly skin: Colour;
  readonly hair: Colour;
  readonly shirt: Colour;
  readonly hairStyle: 'long' | 'short' | 'bun' | 'curls';
}

const PORTRAIT_STYLES: readonly PortraitStyle[] = [
  { backdrop: [hex(0x2c4254), hex(0x70493a)], skin: hex(0xebb193), hair: hex(0x33211b), shirt: hex(0xd9623a), hairStyle: 'long' },
  { backdrop: [hex(0x3b4048), hex(0x5c4a3c)], skin: hex(0xb87a56), hair: hex(0x16110f), shirt: hex(0x3d7a87), hairStyle: 'short' },
  { backdrop: [hex(0x40364f), hex(0x2d5257)], skin: hex(0xf0c3a2), hair: hex(0x8a4a24), shirt: hex(0x4f6d3c), hairStyle: 'bun' },
  { backdrop: [hex(0x24454b), hex(0x4c3d58)], skin: hex(0x8a5638), hair: hex(0x1b1412), shirt: hex(0xd7a441), hairStyle: 'curls' },
  { backdrop: [hex(0x52413b), hex(0x2f4a5c)], skin: hex(0xdda07c), hair: hex(0x57514d), shirt: hex(0x5a5f9c), hairStyle: 'short' },
  { backdrop: [hex(0x334b3d), hex(0x64503a)], skin: hex(0xf3cdb4), hair: hex(0xc79a52), shirt: hex(0xa5484f), hairStyle: 'long' },
];

/** Number of distinct portraits. */
export const PORTRAIT_COUNT = PORTRAIT_STYLES.length;

const portraitCache = new Map<PortraitStyle, Uint8Array<ArrayBuffer>>();

/** A PNG of 192 × 192, drawn once. @param index any whole number from 0; they repeat after `PORTRAIT_COUNT`. */
export function drawPortrait(index: number): Uint8Array<ArrayBuffer> {
  const style = PORTRAIT_STYLES[index % PORTRAIT_STYLES.length];
  if (style === undefined) throw new RangeError(`not a portrait: ${index}`);
  const png = portraitCache.get(style) ?? renderStyle(style);
  portraitCache.set(style, png);
  return png;
}

function renderStyle(style: PortraitStyle): Uint8Array<ArrayBuffer> {
  const layers = getLayers(style);
  const rgb = new Uint8Array(SIDE_PX * SIDE_PX * 3);
  const unit = SIDE / SIDE_PX;
  for (let row = 0; row < SIDE_PX; row += 1) {
    for (let column = 0; column < SIDE_PX; column += 1) {
      const x = (column + 0.5) * unit;
      const y = (row + 0.5) * unit;
      let colour = mix(style.backdrop[0], style.backdrop[1], (x + y) / (2 * SIDE));
      for (const [shape, paint] of layers) {
        // Anti-aliasing over half a pixel on either side of an edge.
        const covered = Math.min(1, Math.max(0, 0.5 - shape(x, y) / unit));
        if (covered > 0) colour = mix(colour, paint, covered);
      }
      rgb.set(colour.map(Math.round), (row * SIDE_PX + column) * 3);
    }
  }
  return encodePng(SIDE_PX, SIDE_PX, rgb);
}

/** From the back to the front. */
function getLayers({ skin, hair, shirt, hairStyle }: PortraitStyle): readonly (readonly [Shape, Colour])[] {
  const shadowColour = mix(skin, hex(0x6b2f1f), 0.22);
  const dark = hex(0x1d1312);
  const face = ellipse(96, 92, 38, 47);
  const skull = ellipse(96, 79, 43, 47);
  /** Where the forehead shows: hair is the skull without it. */
  const forehead = hairStyle === 'short' ? ellipse(96, 108, 46, 52) : ellipse(96, 110, 37, 58);
  return [
    ...BACK_HAIR_SHAPES[hairStyle].map((shape) => [shape, hair] as const),
    [ellipse(96, 204, 70, 58), shirt],
    [capsule(96, 126, 96, 146, 14), shadowColour],
    [ellipse(58, 96, 7, 10), shadowColour],
    [ellipse(134, 96, 7, 10), shadowColour],
    [face, skin],
    [subtract(skull, forehead), hair],
    [ellipse(81, 92, 4.2, 4.8), dark],
    [ellipse(111, 92, 4.2, 4.8), dark],
    [capsule(75, 79.5, 87, 80, 1.5), hair],
    [capsule(105, 80, 117, 79.5, 1.5), hair],
    [capsule(96, 96, 98.5, 107, 1.6), shadowColour],
    [ellipse(96, 121, 11, 4.6), hex(0x7a2a2b)],
    [subtract(ellipse(96, 121, 11, 4.6), ellipse(96, 116, 13, 5)), hex(0xb4534f)],
  ];
}

const BACK_HAIR_SHAPES: Readonly<Record<PortraitStyle['hairStyle'], readonly Shape[]>> = {
  long: [ellipse(96, 92, 49, 58), capsule(58, 100, 56, 140, 10), capsule(134, 100, 136, 140, 10)],
  short: [],
  bun: [ellipse(96, 29, 19, 18)],
  curls: [ellipse(60, 66, 22, 22), ellipse(132, 66, 22, 22), ellipse(78, 44, 22, 22), ellipse(114, 44, 22, 22)],
};

/** Exact at its edge to the first order, which is where it matters. */
function ellipse(centreX: number, centreY: number, radiusX: number, radiusY: number): Shape {
  return (x, y) => {
    const dx = (x - centreX) / radiusX;
    const dy = (y - centreY) / radiusY;
    const steepness = 2 * Math.hypot(dx / radiusX, dy / radiusY);
    return steepness === 0 ? -Math.min(radiusX, radiusY) : (dx * dx + dy * dy - 1) / steepness;
  };
}

/** A line with round ends. */
function capsule(x1: number, y1: number, x2: number, y2: number, radius: number): Shape {
  const lengthSquared = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / lengthSquared));
    return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)) - radius;
  };
}

function subtract(shape: Shape, hole: Shape): Shape {
  return (x, y) => Math.max(shape(x, y), -hole(x, y));
}

function mix(from: Colour, to: Colour, part: number): Colour {
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, from[2] + (to[2] - from[2]) * part];
}

function hex(value: number): Colour {
  return [value >> 16, (value >> 8) & 255, value & 255];
}
