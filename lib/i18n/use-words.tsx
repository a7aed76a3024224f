'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { DEFAULT_LANGUAGE, type Language, type Words } from './language';

const LanguageContext = createContext<Language>(DEFAULT_LANGUAGE);

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

/** One area's words in the reader's language: `const words = useWords(startWords)`. */
export function useWords<Area>(words: Words<Area>): Area {
  return words[useContext(LanguageContext)];
}
