import stylesheet from '../globals.css?inline';
import { FONT_FACES } from './font-faces';

/** Styles that a page carries in its HTML, so that the first paint needs no other request. */
export const STYLES = FONT_FACES + stylesheet;
