'use client';

import { KeySheet } from '@/components/ui/key-sheet';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { timelineWords } from '@/lib/i18n/timeline';
import { useLanguage, useWords } from '@/lib/i18n/use-words';
import { KEY_GROUPS } from './key-map';

interface TimelineKeySheetProps {
  readonly singleKeys: boolean;
  readonly onSingleKeys: (on: boolean) => void;
  readonly onClose: () => void;
}

/** The editor's keys. */
export function TimelineKeySheet(props: TimelineKeySheetProps) {
  'use memo';
  const words = useWords(timelineWords).keySheet;
  const { language } = useLanguage();
  const groups = KEY_GROUPS.map(({ group, lines }) => ({
    label: words.groups[group],
    lines: lines.map(({ act, ways }) => ({ label: words.acts[act], ways })),
  }));
  return (
    <KeySheet {...props} words={words} groups={groups} locale={LANGUAGE_TAGS[language]}>
      <p className="mt-4 text-ink-soft text-small">{words.wheel}</p>
    </KeySheet>
  );
}
