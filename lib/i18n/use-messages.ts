'use client';

import { createContext, useContext } from 'react';
import { DEFAULT_LANGUAGE, type Language, type Messages, SENTENCE_GAPS } from './language';

export interface LanguageContextValue {
  readonly language: Language;
  /** Changes every text on the page at once, and nothing else. */
  readonly choose: (language: Language) => void;
}

/** Provided by the root layout; without it, as in a test of one component, everything is in English. */
export const LanguageContext = createContext<LanguageContextValue>({ language: DEFAULT_LANGUAGE, choose: () => undefined });

export function useLanguage(): LanguageContextValue {
  return useContext(LanguageContext);
}

/** One area's words in the reader's language: `const words = useWords(startWords)`. */
export function useMessages<Area>(messages: Messages<Area>): Area {
  return messages[useLanguage().language];
}

/** What stands between two sentences that are put together on the page. */
export function useSentenceGap(): string {
  return SENTENCE_GAPS[useLanguage().language];
}
