'use client';

import { Languages } from 'lucide-react';
import { LANGUAGE_NAMES, LANGUAGE_TAGS, LANGUAGES } from '@/lib/i18n/language';
import { shellMessages } from '@/lib/i18n/shell';
import { useLanguage, useMessages } from '@/lib/i18n/use-messages';

/** Native select behind an icon. Each language is listed under its own name, for readers who do not know the current one. */
export function LanguageMenu() {
  const messages = useMessages(shellMessages);
  const { language, choose: setLanguage } = useLanguage();
  return (
    <label className="relative flex min-h-8 items-center gap-1.5 rounded-md text-base text-ink-soft outline-offset-2 hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-ink max-lg:min-w-6 max-lg:justify-center">
      <Languages aria-hidden className="size-4 shrink-0" />
      <span aria-hidden className="whitespace-nowrap max-lg:hidden">
        {LANGUAGE_NAMES[language]}
      </span>
      <select
        aria-label={messages.language}
        value={language}
        onChange={(event) => {
          const chosen = LANGUAGES.find((name) => name === event.target.value);
          if (chosen) setLanguage(chosen);
        }}
        className="absolute inset-0 size-full cursor-pointer appearance-none bg-panel text-ink opacity-0"
      >
        {LANGUAGES.map((name) => (
          <option key={name} value={name} lang={LANGUAGE_TAGS[name]}>
            {LANGUAGE_NAMES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
