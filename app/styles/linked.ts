import '../globals.css';
import { FONT_FACES } from './font-faces';

/** In development Next links the stylesheet and reloads it on change, so only the font face is inlined. */
export const STYLES = FONT_FACES;
