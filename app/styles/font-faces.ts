import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';

/** Where the typeface lies: the latin subset alone; Chinese falls back to the system's own. */
export const INTER_URL = inter;

/** Where it has not come in time, this visit does without: text that changes under one's eyes is worse than the system's own. */
export const FONT_FACES = `@font-face{font-family:Inter;src:url(${INTER_URL})format("woff2");font-weight:100 900;font-display:optional}`;
