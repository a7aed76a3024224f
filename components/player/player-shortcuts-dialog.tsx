'use client';

import { ShortcutsDialog } from '@/components/ui/shortcuts-dialog';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { playerMessages } from '@/lib/i18n/player';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useLanguage, useMessages } from '@/lib/i18n/use-messages';
import { PLAYER_SHORTCUT_GROUPS } from './player-shortcuts';

interface PlayerShortcutsDialogProps {
  readonly singleKeys: boolean;
  readonly onSingleKeysChange: (on: boolean) => void;
  readonly onClose: () => void;
}

/** Shortcuts of the player, in the same dialog and with the same switch as the timeline's. */
export function PlayerShortcutsDialog(props: PlayerShortcutsDialogProps) {
  'use memo';
  const messages = useMessages(playerMessages);
  const { keySheet } = useMessages(timelineMessages);
  const { language } = useLanguage();
  const groups = PLAYER_SHORTCUT_GROUPS.map(({ group, shortcuts }) => ({
    label: messages.keyGroups[group],
    shortcuts: shortcuts.map(({ action, combinations }) => ({ label: messages.keyActs[action], combinations })),
  }));
  return <ShortcutsDialog {...props} messages={keySheet} groups={groups} locale={LANGUAGE_TAGS[language]} />;
}
