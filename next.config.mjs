import path from 'node:path';

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  turbopack: { root: path.resolve(import.meta.dirname) },
  // Native and WASM code that must be required at run time, not bundled.
  serverExternalPackages: ['@libsql/client', 'libsql', 'mediabunny', '@mediabunny/mp3-encoder'],
};

export default config;
