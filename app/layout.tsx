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

/** The title is each page's own, in `AppShell`, so that it follows a change of language. */
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
  // `--ground` in each theme, for the browser's own frame.
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f6f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0d12' },
  ],
};

/** The policy that `proxy.ts` gave this very page names the nonce that its styles need. */
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
        {/* Where react-aria looks for it. As `nonce`, not as `content`: browsers hide that from everything but scripts. */}
        {nonce === undefined ? null : <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />}
      </head>
      <body>
        <PageStyles nonce={nonce} />
        <LanguageProvider initial={language}>{children}</LanguageProvider>
      </body>
    </html>
  );
}
