/** In the browser: nothing, the page's HTML has brought them. */
export const STYLES = '';
