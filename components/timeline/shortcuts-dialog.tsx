'use client';

import { ShortcutsDialog } from '@/components/ui/shortcuts-dialog';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useLanguage, useMessages } from '@/lib/i18n/use-messages';
import { SHORTCUT_GROUPS } from './shortcuts';

interface TimelineShortcutsDialogProps {
  readonly singleKeys: boolean;
  readonly onSingleKeysChange: (on: boolean) => void;
  readonly onClose: () => void;
}

export function TimelineShortcutsDialog(props: TimelineShortcutsDialogProps) {
  'use memo';
  const messages = useMessages(timelineMessages).keySheet;
  const { language } = useLanguage();
  const groups = SHORTCUT_GROUPS.map(({ group, shortcuts }) => ({
    label: messages.groups[group],
    shortcuts: shortcuts.map(({ action, combinations }) => ({ label: messages.acts[action], combinations })),
  }));
  return (
    <ShortcutsDialog {...props} messages={messages} groups={groups} locale={LANGUAGE_TAGS[language]}>
      <p className="mt-4 text-ink-soft text-small">{messages.wheel}</p>
    </ShortcutsDialog>
  );
}
