'use client';

import { BellRing } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/switch';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';
import type { CompletionNotificationSettings } from './use-completion-notifications';

/** Options for the notification at the end of a running job. The tab's title and icon change in any case. */
export function NotifyToggle({ permission, notifies, playsSound, onNotifyChange, onSoundChange }: CompletionNotificationSettings) {
  'use memo';
  const messages = useMessages(resultMessages).tellMe;
  return (
    <section aria-label={messages.label} className="flex flex-col gap-3">
      {notifies ? (
        <p className="flex items-center gap-2">
          <BellRing aria-hidden className="size-4 shrink-0 text-good" />
          <span className="grow">{messages.noticeOn}</span>
          <Button variant="quiet" size="small" onClick={() => onNotifyChange(false)}>
            {messages.noticeOff}
          </Button>
        </p>
      ) : permission === 'unavailable' ? null : (
        <div>
          <Button className="w-full" onClick={() => onNotifyChange(true)}>
            {messages.notice}
          </Button>
          <p role="status" className="mt-1.5 text-ink-soft text-small">
            {permission === 'denied' ? messages.noticeDenied : messages.noticeNote}
          </p>
        </div>
      )}
      <Switch
        label={messages.sound}
        note={playsSound ? messages.soundOn : messages.soundOff}
        isSelected={playsSound}
        onChange={onSoundChange}
      />
    </section>
  );
}
