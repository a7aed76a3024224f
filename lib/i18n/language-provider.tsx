'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { isLanguage, LANGUAGE_COOKIE, LANGUAGE_TAGS, type Language, readLanguageCookie } from './language';
import { LanguageContext } from './use-messages';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** For the next server-rendered page in any tab. The cookie is readable by scripts, because it holds nothing private. */
function saveLanguage(language: Language): void {
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser that this app runs in.
  document.cookie = `${LANGUAGE_COOKIE}=${language}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}

/** The last choice in any tab. */
function readLanguage(): Language | undefined {
  const chosen = readLanguageCookie(document.cookie);
  return isLanguage(chosen) ? chosen : undefined;
}

interface LanguageProviderProps {
  /** The language that the server negotiated, so that hydration matches the HTML. */
  readonly initial: Language;
  readonly children: ReactNode;
}

/** Provides the page's language. Changing it sends no request and keeps all state of the page. */
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
  // A cached offline page, or a choice in another tab, can differ from the server-rendered language.
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
