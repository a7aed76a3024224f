'use client';

import { findLanguageByTag, LANGUAGE_TAGS } from '@/lib/i18n/language';
import { shellMessages } from '@/lib/i18n/shell';
import stylesheetUrl from './globals.css?url';

/** Replaces the root layout after an error in it, so it depends on as little as possible. */
export default function GlobalError() {
  // The layout's language context is gone, so the language is read from the document.
  const language = findLanguageByTag(typeof document === 'undefined' ? '' : document.documentElement.lang);
  const messages = shellMessages[language];
  const { title, text } = messages.messages.broken;
  return (
    <html lang={LANGUAGE_TAGS[language]}>
      <body>
        <title>{messages.name}</title>
        {/* The failed layout may have carried the styles. */}
        <link rel="stylesheet" href={stylesheetUrl} precedence="default" />
        <main className="grid min-h-dvh place-items-center px-4">
          <div className="max-w-md text-center">
            <h1 className="text-display font-semibold text-balance">{title}</h1>
            <p className="mt-2 mb-5 text-ink-soft">{text}</p>
            {/* A full page load, in case the page's state caused the error. */}
            <a href="/" className="inline-flex min-h-10 items-center rounded-lg border border-line-strong px-4.5 font-medium">
              {messages.reload}
            </a>
          </div>
        </main>
      </body>
    </html>
  );
}
