'use client';

import { createContext, useContext } from 'react';
import { DEFAULT_LANGUAGE, type Language, type Messages, SENTENCE_GAPS } from './language';

export interface LanguageContextValue {
  readonly language: Language;
  /** Changes the language of the whole page. */
  readonly choose: (language: Language) => void;
}

/** The root layout provides it; without it, as in a component test, the language is English. */
export const LanguageContext = createContext<LanguageContextValue>({ language: DEFAULT_LANGUAGE, choose: () => undefined });

export function useLanguage(): LanguageContextValue {
  return useContext(LanguageContext);
}

/** The messages of an area in the reader's language: `const messages = useMessages(placeMessages)`. */
export function useMessages<Area>(messages: Messages<Area>): Area {
  return messages[useLanguage().language];
}

/** Separator of two sentences that are joined on the page. */
export function useSentenceGap(): string {
  return SENTENCE_GAPS[useLanguage().language];
}
