import path from 'node:path';

// Builds and runs without a word to anyone: Next reads this after the configuration, before it would report.
process.env.NEXT_TELEMETRY_DISABLED ??= '1';

/** Pages get theirs in `proxy.ts`, routes in `lib/server/http/route.ts`; these are for what neither answers: files, and Next's own refusals under `/api`. */
const FILE_HEADERS = [{ key: 'X-Content-Type-Options', value: 'nosniff' }];

/** The same as `API_HEADERS` in `lib/server/http/security-headers.ts`; a test compares them, and Next merges equal ones. */
const API_HEADERS = [
  { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'" },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
];

const STYLES_AS_TEXT = './app/styles/as-text.mjs';

/** @type {import('next').NextConfig} */
const config = {
  // For the container: everything that runs, in one folder, without the packages that do not. Vercel packs for itself.
  ...(process.env.BUILD_STANDALONE === '1' ? { output: 'standalone' } : {}),
  poweredByHeader: false,
  reactStrictMode: true,
  // Where a component or a hook asks for it with `'use memo'`; one that asks and cannot be compiled breaks the build.
  reactCompiler: { compilationMode: 'annotation', panicThreshold: 'all_errors' },
  // `npm run dev` is how practice is tried out, and Next's badge would lie on the play button.
  devIndicators: false,
  images: { unoptimized: true },
  turbopack: {
    root: path.resolve(import.meta.dirname),
    rules: {
      // As `app/styles/files.d.ts` names them; without a question mark it is linked, as Next does.
      '**/globals.css': [
        { condition: { query: /^\?inline$/ }, loaders: [STYLES_AS_TEXT], type: 'text' },
        { condition: { query: /^\?url$/ }, loaders: [STYLES_AS_TEXT], type: 'asset' },
      ],
      '*.woff2': { type: 'asset' },
    },
  },
  // Native and WASM code that must be required at run time, not bundled.
  serverExternalPackages: ['@libsql/client', 'libsql', 'mediabunny', '@mediabunny/mp3-encoder', 'mpg123-decoder'],
  headers: async () => [
    ...['/_next/:path*', '/sample/:path*', '/icons/:path*', '/icon.svg', '/favicon.ico', '/manifest.webmanifest'].map((source) => ({
      source,
      headers: FILE_HEADERS,
    })),
    { source: '/api/:path*', headers: API_HEADERS },
  ],
};

export default config;
