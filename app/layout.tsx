import './globals.css';
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
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

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={DEFAULT_LANGUAGE} className={inter.variable}>
      <body>{children}</body>
    </html>
  );
}
