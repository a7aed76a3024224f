import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';

/** Latin subset only; Chinese uses system fonts. */
export const INTER_URL = inter;

/** `font-display: optional`: if the font arrives late, this visit uses the system font, because a swap would move the text. */
export const FONT_FACES = `@font-face{font-family:Inter;src:url(${INTER_URL})format("woff2");font-weight:100 900;font-display:optional}`;
