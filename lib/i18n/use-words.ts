'use client';

import { createContext, useContext } from 'react';
import { DEFAULT_LANGUAGE, type Language, type Words } from './language';

/** Where a second language is chosen, its choice is provided here. */
const LanguageContext = createContext<Language>(DEFAULT_LANGUAGE);

/** One area's words in the reader's language: `const words = useWords(startWords)`. */
export function useWords<Area>(words: Words<Area>): Area {
  return words[useContext(LanguageContext)];
}
