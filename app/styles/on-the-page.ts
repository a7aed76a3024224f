/** Empty in the browser, because the HTML contains the styles. */
export const STYLES = '';
