import '../globals.css';
import { FONT_FACES } from './font-faces';

/** In development Next links the stylesheet and swaps it when a file changes, so a page carries the typeface alone. */
export const STYLES = FONT_FACES;
