'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { isLanguage, LANGUAGE_COOKIE, LANGUAGE_TAGS, type Language, readLanguageCookie } from './language';
import { LanguageContext } from './use-messages';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** For the server's next page, in this tab or another. Scripts may read it: it says nothing that the page does not show. */
function saveLanguage(language: Language): void {
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser that this app runs in.
  document.cookie = `${LANGUAGE_COOKIE}=${language}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}

/** What was chosen last, in whichever tab. */
function readLanguage(): Language | undefined {
  const chosen = readLanguageCookie(document.cookie);
  return isLanguage(chosen) ? chosen : undefined;
}

interface LanguageProviderProps {
  /** What the server found the reader to want, so that the first HTML and the browser agree. */
  readonly initial: Language;
  readonly children: ReactNode;
}

/** Holds the page's language. A change asks no server for anything: what was typed, placed or is running stays as it is. */
export function LanguageProvider({ initial, children }: LanguageProviderProps) {
  const [language, setLanguage] = useState(initial);
  const applyLanguage = useCallback((next: Language) => {
    document.documentElement.lang = LANGUAGE_TAGS[next];
    setLanguage(next);
  }, []);
  const choose = useCallback(
    (next: Language) => {
      saveLanguage(next);
      applyLanguage(next);
    },
    [applyLanguage],
  );
  // A page that was kept for when there is no network, or that another tab has chosen for, is older than the choice.
  useEffect(() => {
    const syncFromCookie = () => {
      const chosen = readLanguage();
      if (chosen !== undefined && document.visibilityState === 'visible') applyLanguage(chosen);
    };
    syncFromCookie();
    document.addEventListener('visibilitychange', syncFromCookie);
    return () => document.removeEventListener('visibilitychange', syncFromCookie);
  }, [applyLanguage]);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}
