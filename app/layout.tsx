import './globals.css';
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { LanguageProvider } from '@/lib/i18n/language-provider';
import { shellWords } from '@/lib/i18n/shell';
import { readLanguage } from './reader-language';

// The latin subset alone; Chinese falls back to the system's own typeface.
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  // Where it has not come in time, this visit does without: text that changes under one's eyes is worse than the system's own.
  display: 'optional',
});

/** The title is each page's own, in `AppShell`, so that it follows a change of language. */
export async function generateMetadata(): Promise<Metadata> {
  const words = shellWords[await readLanguage()];
  return {
    description: words.description,
    icons: { icon: '/icon.svg', apple: '/icons/apple-180.png' },
    appleWebApp: { title: words.shortName, statusBarStyle: 'black-translucent' },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  // `--ground` in each theme, for the browser's own frame.
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f6f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0d12' },
  ],
};

/** The policy that `proxy.ts` gave this very page names the nonce that its styles need. */
async function readNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? '';
  return /'nonce-([^']+)'/.exec(policy)?.[1];
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [nonce, language] = await Promise.all([readNonce(), readLanguage()]);
  return (
    <html lang={LANGUAGE_TAGS[language]} className={inter.variable}>
      <head>
        {/* Where react-aria looks for it. As `nonce`, not as `content`: browsers hide that from everything but scripts. */}
        {nonce === undefined ? null : <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />}
      </head>
      <body>
        <LanguageProvider initial={language}>{children}</LanguageProvider>
      </body>
    </html>
  );
}
