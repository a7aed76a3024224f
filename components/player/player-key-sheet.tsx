'use client';

import { KeySheet } from '@/components/ui/key-sheet';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { playerWords } from '@/lib/i18n/player';
import { timelineWords } from '@/lib/i18n/timeline';
import { useLanguage, useWords } from '@/lib/i18n/use-words';
import { PLAYER_KEYS } from './player-keys';

interface PlayerKeySheetProps {
  readonly singleKeys: boolean;
  readonly onSingleKeys: (on: boolean) => void;
  readonly onClose: () => void;
}

/** The result's keys, in the same sheet as the timeline's and under the same switch. */
export function PlayerKeySheet(props: PlayerKeySheetProps) {
  'use memo';
  const words = useWords(playerWords);
  const { keySheet } = useWords(timelineWords);
  const { language } = useLanguage();
  const groups = PLAYER_KEYS.map(({ group, lines }) => ({
    label: words.keyGroups[group],
    lines: lines.map(({ act, ways }) => ({ label: words.keyActs[act], ways })),
  }));
  return <KeySheet {...props} words={keySheet} groups={groups} locale={LANGUAGE_TAGS[language]} />;
}
