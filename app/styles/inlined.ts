import stylesheet from '../globals.css?inline';
import { FONT_FACES } from './font-faces';

/** What a page carries in its own HTML: everything, so that it is drawn before anything else has come. */
export const STYLES = FONT_FACES + stylesheet;
