/** Draws the sample's presenter: a person who faces the camera, blinks, nods and moves the mouth in time with a voice. */

import {
  type Colour,
  colourFromHex,
  createRaster,
  ellipse,
  fill,
  fillDiagonally,
  type Outline,
  outlineFromPath,
  type Raster,
  translate,
} from './raster.ts';

export const WIDTH_PX = 1280;
export const HEIGHT_PX = 720;

const SKIN = colourFromHex('#ebb193');
const SKIN_SHADE = colourFromHex('#d69a78');
const SKIN_LINE = colourFromHex('#c98d6d');
const CHEEK = colourFromHex('#e39a80');
const HAIR = colourFromHex('#33211b');
const HAIR_SHEEN = colourFromHex('#452e25');
const EYE = colourFromHex('#1d1312');
const WHITE = colourFromHex('#fbf3ec');
const LIPS = colourFromHex('#a8433c');
const MOUTH = colourFromHex('#6d2426');
const TONGUE = colourFromHex('#b4534f');
const JACKET = colourFromHex('#d9623a');
const JACKET_SHADE = colourFromHex('#c25430');
const SHIRT = colourFromHex('#f0e6dc');

/** Mouth shape; both values 0 to 1. */
export interface Mouth {
  readonly open: number;
  /** 0 is rounded as in "oh", 1 is spread as in "ee". */
  readonly spread: number;
}

/** Seconds at which a blink begins; each takes `BLINK_S`. */
const BLINKS_AT_S = [0.9, 3.1, 5.0, 5.35, 7.4];
const BLINK_S = 0.2;

/** 1 is open, 0 is closed. */
function getEyelidClosure(atS: number): number {
  const since = BLINKS_AT_S.map((start) => (atS - start) / BLINK_S).find((part) => part >= 0 && part <= 1);
  return since === undefined ? 1 : Math.abs(since * 2 - 1);
}

/** The figure is drawn with its neck as origin, then scaled and placed left of centre. */
const NECK = { x: 600, y: 520 };
const enlarged = (shape: Outline): Outline => shape.map(({ x, y }) => ({ x: 560 + (x - NECK.x) * 1.18, y: 548 + (y - NECK.y) * 1.18 }));

/** Draws the background once; every frame starts from a copy. */
export function drawRoom(): Raster {
  const bitmap = createRaster(WIDTH_PX, HEIGHT_PX);
  fillDiagonally(bitmap, [colourFromHex('#2c4254'), colourFromHex('#4b4547'), colourFromHex('#70493a')]);
  fill(bitmap, ellipse({ x: 1010, y: 170 }, 184, 184), colourFromHex('#a08252'), 0.75);
  fill(bitmap, outlineFromPath('M 0 602 L 1280 602 L 1280 720 L 0 720 Z'), colourFromHex('#2f2d30'), 0.85);
  return bitmap;
}

/** Draws one frame onto a copy of the room. */
export function drawFrame(room: Raster, atS: number, mouth: Mouth): Raster {
  const bitmap: Raster = { ...room, rgb: new Uint8Array(room.rgb) };
  const wave = (periodS: number, phase: number) => Math.sin((atS / periodS) * 2 * Math.PI + phase);
  const breath = 2.5 * wave(3.6, 0);
  const sway = { x: 7 * wave(4.7, 0.4) + 3 * wave(2.1, 1.3), y: breath * 0.6 + 3 * wave(1.9, 0.2) + 2.5 * mouth.open };
  const tilt = 1.6 * wave(5.3, 0.9) + 0.6 * wave(1.7, 2.2);

  const body = (shape: Outline, colour: Colour, opacity = 1) =>
    fill(bitmap, enlarged(translate(shape, NECK, 0, { x: sway.x * 0.2, y: breath })), colour, opacity);
  /** Rotates head shapes about the neck. Shapes with a larger `depth` move further, for parallax. */
  const head = (shape: Outline, colour: Colour, opacity = 1, depth = 0) =>
    fill(bitmap, enlarged(translate(shape, NECK, tilt, { x: sway.x * (1 + depth), y: sway.y * (1 + depth) })), colour, opacity);

  head(
    outlineFromPath(
      'M 452 452 C 424 250 464 122 600 122 C 736 122 776 250 748 452 C 744 486 700 488 684 464 L 516 464 C 500 488 456 486 452 452 Z',
    ),
    HAIR,
  );
  body(outlineFromPath('M 392 760 C 404 640 462 590 540 566 L 660 566 C 738 590 796 640 808 760 Z'), JACKET);
  body(outlineFromPath('M 545 564 L 600 652 L 655 564 C 640 548 560 548 545 564 Z'), SHIRT);
  body(outlineFromPath('M 545 564 L 600 652 L 584 690 L 522 574 Z'), JACKET_SHADE);
  body(outlineFromPath('M 655 564 L 600 652 L 616 690 L 678 574 Z'), JACKET_SHADE);
  body(outlineFromPath('M 598 652 L 602 652 L 604 760 L 596 760 Z'), JACKET_SHADE);
  head(outlineFromPath('M 556 440 L 644 440 L 646 560 C 646 602 554 602 554 560 Z'), SKIN_SHADE);

  // The jaw follows the mouth.
  const jaw = 10 * mouth.open;
  head(
    outlineFromPath(
      `M 474 320 C 474 190 726 190 726 320 C 728 ${430 + jaw} 668 ${502 + jaw} 600 ${502 + jaw} C 532 ${502 + jaw} 472 ${430 + jaw} 474 320 Z`,
    ),
    SKIN,
  );
  for (const side of [-1, 1]) {
    head(ellipse({ x: 600 + side * 78, y: 398 }, 27, 19), CHEEK, 0.4, 0.1);
  }
  // Two locks of hair, parted on one side.
  head(
    outlineFromPath('M 640 136 C 706 128 742 210 738 410 C 722 404 715 380 714 340 C 710 292 694 246 668 214 C 650 192 636 166 640 136 Z'),
    HAIR,
    1,
    0.05,
  );
  head(
    outlineFromPath('M 652 136 C 556 104 458 176 462 410 C 478 404 485 380 486 344 C 490 300 526 256 572 236 C 622 214 656 186 652 136 Z'),
    HAIR,
    1,
    0.05,
  );
  head(outlineFromPath('M 508 222 C 532 178 580 156 626 160 C 588 176 546 196 508 222 Z'), HAIR_SHEEN, 1, 0.05);

  const open = getEyelidClosure(atS);
  const brow = -5 * Math.max(0, wave(2.9, 0.3)) * (0.4 + 0.6 * mouth.open);
  for (const side of [-1, 1]) {
    const x = 600 + side * 50;
    head(
      outlineFromPath(
        `M ${x - 25} ${300 + brow} Q ${x} ${280 + brow} ${x + 25} ${300 + brow} Q ${x} ${291 + brow} ${x - 25} ${300 + brow} Z`,
      ),
      HAIR,
      1,
      0.15,
    );
    head(ellipse({ x, y: 332 }, 21, Math.max(1.2, 14 * open)), WHITE, open, 0.15);
    head(ellipse({ x, y: 332 }, 12.5, Math.max(2, 13 * open)), EYE, 1, 0.2);
    head(ellipse({ x: x + 4, y: 327 }, 3.4, 3.4 * open), WHITE, open, 0.2);
    if (open < 0.35) head(outlineFromPath(`M ${x - 22} 331 Q ${x} 343 ${x + 22} 331 Q ${x} 337 ${x - 22} 331 Z`), EYE, 1, 0.2);
  }
  head(
    outlineFromPath(
      'M 597 352 L 603 352 C 606 372 618 384 614 392 C 608 398 596 397 592 393 C 602 394 608 392 608 388 C 606 378 598 370 597 352 Z',
    ),
    SKIN_LINE,
    1,
    0.25,
  );

  drawMouth(head, mouth);
  return bitmap;
}

function drawMouth(head: (shape: Outline, colour: Colour, opacity?: number, depth?: number) => void, mouth: Mouth): void {
  const halfWidth = 30 + 16 * mouth.spread - 4 * mouth.open;
  const upper = 3 + 8 * mouth.open;
  const lower = 7 + 33 * mouth.open;
  const y = 430;
  const lens = (half: number, up: number, down: number) =>
    outlineFromPath(
      `M ${600 - half} ${y} C ${600 - half * 0.5} ${y - up} ${600 + half * 0.5} ${y - up} ${600 + half} ${y} C ${600 + half * 0.6} ${y + down} ${600 - half * 0.6} ${y + down} ${600 - half} ${y} Z`,
    );
  head(lens(halfWidth + 5, upper + 5, lower + 9), LIPS, 1, 0.2);
  if (mouth.open < 0.08) {
    head(
      outlineFromPath(`M ${600 - halfWidth} ${y} Q 600 ${y + 10} ${600 + halfWidth} ${y} Q 600 ${y + 5} ${600 - halfWidth} ${y} Z`),
      MOUTH,
      1,
      0.2,
    );
    return;
  }
  head(lens(halfWidth, upper, lower), MOUTH, 1, 0.2);
  if (mouth.open > 0.3) head(ellipse({ x: 600, y: y + lower * 0.58 }, halfWidth * 0.5, lower * 0.16), TONGUE, 1, 0.2);
  const teeth = Math.min(7, 9 * mouth.open);
  head(lens(halfWidth * 0.72, upper * 0.75, -upper * 0.4 + teeth), WHITE, Math.min(1, mouth.open * 3), 0.2);
}
