'use client';

import { findLanguageByTag, LANGUAGE_TAGS } from '@/lib/i18n/language';
import { shellMessages } from '@/lib/i18n/shell';
import stylesheetUrl from './globals.css?url';

/** When even the frame of every page broke: as little as can be, so that nothing of it can break again. */
export default function GlobalError() {
  // The frame that held the choice is gone; the page still says what it was.
  const language = findLanguageByTag(typeof document === 'undefined' ? '' : document.documentElement.lang);
  const messages = shellMessages[language];
  const { title, text } = messages.messages.broken;
  return (
    <html lang={LANGUAGE_TAGS[language]}>
      <body>
        <title>{messages.name}</title>
        {/* The frame that carries the styles may be what broke. */}
        <link rel="stylesheet" href={stylesheetUrl} precedence="default" />
        <main className="grid min-h-dvh place-items-center px-4">
          <div className="max-w-md text-center">
            <h1 className="text-display font-semibold text-balance">{title}</h1>
            <p className="mt-2 mb-5 text-ink-soft">{text}</p>
            {/* A whole new page, in case this one's memory is what is wrong. */}
            <a href="/" className="inline-flex min-h-10 items-center rounded-lg border border-line-strong px-4.5 font-medium">
              {messages.reload}
            </a>
          </div>
        </main>
      </body>
    </html>
  );
}
