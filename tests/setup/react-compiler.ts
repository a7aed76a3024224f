import { transformAsync } from '@babel/core';
import reactCompilerPlugin from 'babel-plugin-react-compiler';
import type { Plugin } from 'vite';
import nextConfig from '../../next.config.mjs';

/** Applies the React Compiler to files with `'use memo'`, as the production build does. */
export function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    async transform(code, id) {
      const [, kind] = /\.(tsx?)$/.exec(id) ?? [];
      if (kind === undefined || !code.includes("'use memo'")) return null;
      const compiled = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: kind === 'tsx' ? ['typescript', 'jsx'] : ['typescript'] },
        plugins: [[reactCompilerPlugin, nextConfig.reactCompiler]],
      });
      return { code: compiled?.code ?? code, map: compiled?.map ?? null };
    },
  };
}
