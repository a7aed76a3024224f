'use client';

import { createContext, useContext } from 'react';
import { DEFAULT_LANGUAGE, type Language, SENTENCE_GAPS, type Words } from './language';

export interface LanguageChoice {
  readonly language: Language;
  /** Changes every text on the page at once, and nothing else. */
  readonly choose: (language: Language) => void;
}

/** Provided by the root layout; without it, as in a test of one component, everything is in English. */
export const LanguageContext = createContext<LanguageChoice>({ language: DEFAULT_LANGUAGE, choose: () => undefined });

export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

/** One area's words in the reader's language: `const words = useWords(startWords)`. */
export function useWords<Area>(words: Words<Area>): Area {
  return words[useLanguage().language];
}

/** What stands between two sentences that are put together on the page. */
export function useSentenceGap(): string {
  return SENTENCE_GAPS[useLanguage().language];
}
