import './globals.css';
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { DEFAULT_LANGUAGE } from '@/lib/i18n/language';
import { shellWords } from '@/lib/i18n/shell';

// The latin subset alone; Chinese falls back to the system's own typeface.
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'swap',
});

const words = shellWords[DEFAULT_LANGUAGE];

export const metadata: Metadata = {
  title: words.name,
  description: words.description,
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
};

/** The policy that `proxy.ts` gave this very page names the nonce that its styles need. */
async function readNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? '';
  return /'nonce-([^']+)'/.exec(policy)?.[1];
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = await readNonce();
  return (
    <html lang={DEFAULT_LANGUAGE} className={inter.variable}>
      <head>
        {/* Where react-aria looks for it. As `nonce`, not as `content`: browsers hide that from everything but scripts. */}
        {nonce === undefined ? null : <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />}
      </head>
      <body>{children}</body>
    </html>
  );
}
