/** A loader for the build: the stylesheet as a page may carry it in its own HTML. `docs/decisions/rendering.md` says why. */

import tailwind from '@tailwindcss/postcss';
import { transform } from 'lightningcss';
import postcss from 'postcss';

/** As `next build` compiles all other styles: `node_modules/next/dist/shared/lib/modern-browserslist-target.js`. */
const TARGETS = { chrome: 111, edge: 111, firefox: 111, safari: 16.4 };

/** lightningcss's own form: a byte each for the major, the minor and the patch. */
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
      // All files in which a class may be named: a build that remembers an earlier one makes the styles anew when one of them has changed.
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
