import path from 'node:path';

// Builds and runs without a word to anyone: Next reads this after the configuration, before it would report.
process.env.NEXT_TELEMETRY_DISABLED ??= '1';

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  turbopack: { root: path.resolve(import.meta.dirname) },
  // Native and WASM code that must be required at run time, not bundled.
  serverExternalPackages: ['@libsql/client', 'libsql', 'mediabunny', '@mediabunny/mp3-encoder', 'mpg123-decoder'],
};

export default config;
