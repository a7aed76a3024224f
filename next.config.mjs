import path from 'node:path';

// Disables telemetry. Next reads this after the configuration and before its first report.
process.env.NEXT_TELEMETRY_DISABLED ??= '1';

/** `proxy.ts` sets the headers of pages and `lib/server/http/route.ts` those of routes; these are for static files and for Next's own errors under `/api`. */
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
  // For the container image: one folder with the required packages only. Vercel does its own packaging.
  ...(process.env.BUILD_STANDALONE === '1' ? { output: 'standalone' } : {}),
  poweredByHeader: false,
  reactStrictMode: true,
  // Compiles only components and hooks with `'use memo'`; one that cannot be compiled fails the build.
  reactCompiler: { compilationMode: 'annotation', panicThreshold: 'all_errors' },
  // Next's development badge would cover the play button.
  devIndicators: false,
  images: { unoptimized: true },
  turbopack: {
    root: path.resolve(import.meta.dirname),
    rules: {
      // The imports that `app/styles/files.d.ts` declares; an import without a query is linked, as by default.
      '**/globals.css': [
        { condition: { query: /^\?inline$/ }, loaders: [STYLES_AS_TEXT], type: 'text' },
        { condition: { query: /^\?url$/ }, loaders: [STYLES_AS_TEXT], type: 'asset' },
      ],
      '*.woff2': { type: 'asset' },
    },
  },
  // Native and WASM packages that must be required at run time instead of bundled.
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
