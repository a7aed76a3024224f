/** Build loader that embeds the stylesheet into the page's HTML; see `docs/decisions/rendering.md`. */

import tailwind from '@tailwindcss/postcss';
import { transform } from 'lightningcss';
import postcss from 'postcss';

/** The same targets as `next build`: `node_modules/next/dist/shared/lib/modern-browserslist-target.js`. */
const TARGETS = { chrome: 111, edge: 111, firefox: 111, safari: 16.4 };

/** lightningcss encodes a version with one byte each for major, minor and patch. */
const toVersion = (/** @type {number} */ version) => (Math.trunc(version) << 16) | (Math.round((version % 1) * 10) << 8);

/**
 * @typedef {{ resourcePath: string, rootContext: string, async(): (error: unknown, css?: string) => void,
 *   addDependency(file: string): void, addContextDependency(folder: string): void }} LoaderContext
 */

/** @this {LoaderContext} @param {string} source */
export default function asText(source) {
  const done = this.async();
  this.addDependency(import.meta.filename);
  postcss([tailwind({ base: this.rootContext, optimize: false })])
    .process(source, { from: this.resourcePath })
    .then(({ css, messages }) => {
      // Registers every file that may contain class names, so that a cached build regenerates the styles after a change.
      for (const { type, file, dir } of messages) {
        if (type === 'dependency') this.addDependency(file);
        else if (type === 'dir-dependency') this.addContextDependency(dir);
      }
      const targets = Object.fromEntries(Object.entries(TARGETS).map(([browser, version]) => [browser, toVersion(version)]));
      const { code } = transform({ filename: this.resourcePath, code: Buffer.from(css), minify: true, targets });
      done(null, code.toString());
    })
    .catch(done);
}
