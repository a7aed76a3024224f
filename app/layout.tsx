import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { preload } from 'react-dom';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { LanguageProvider } from '@/lib/i18n/language-provider';
import { shellMessages } from '@/lib/i18n/shell';
import { getRequestLanguage } from './request-language';
import { INTER_URL } from './styles/font-faces';
import { PageStyles } from './styles/page-styles';

/** `AppShell` sets the title of each page, so that it follows a change of language. */
export async function generateMetadata(): Promise<Metadata> {
  const messages = shellMessages[await getRequestLanguage()];
  return {
    description: messages.description,
    icons: { icon: '/icon.svg', apple: '/icons/apple-180.png' },
    appleWebApp: { title: messages.shortName, statusBarStyle: 'black-translucent' },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  // `--ground` of each theme, for the browser's toolbar.
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f6f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0d12' },
  ],
};

/** Reads the nonce for the page's styles from the CSP header that `proxy.ts` set. */
async function getNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? '';
  return /'nonce-([^']+)'/.exec(policy)?.[1];
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [nonce, language] = await Promise.all([getNonce(), getRequestLanguage()]);
  preload(INTER_URL, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  return (
    <html lang={LANGUAGE_TAGS[language]}>
      <head>
        {/* react-aria reads the nonce here. It is in the `nonce` attribute, not in `content`, because browsers hide `nonce` from markup and CSS. */}
        {nonce === undefined ? null : <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />}
      </head>
      <body>
        <PageStyles nonce={nonce} />
        <LanguageProvider initial={language}>{children}</LanguageProvider>
      </body>
    </html>
  );
}
