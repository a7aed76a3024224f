'use client';

import { BellRing } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/switch';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';
import type { Told } from './use-told';

/** While a job runs: how its end is told. The tab's title and icon tell it in any case. */
export function TellMe({ permission, byNotice, bySound, onNotice, onSound }: Told) {
  'use memo';
  const words = useMessages(resultMessages).tellMe;
  return (
    <section aria-label={words.label} className="flex flex-col gap-3">
      {byNotice ? (
        <p className="flex items-center gap-2">
          <BellRing aria-hidden className="size-4 shrink-0 text-good" />
          <span className="grow">{words.noticeOn}</span>
          <Button variant="quiet" size="small" onClick={() => onNotice(false)}>
            {words.noticeOff}
          </Button>
        </p>
      ) : permission === 'unavailable' ? null : (
        <div>
          <Button className="w-full" onClick={() => onNotice(true)}>
            {words.notice}
          </Button>
          <p role="status" className="mt-1.5 text-ink-soft text-small">
            {permission === 'denied' ? words.noticeDenied : words.noticeNote}
          </p>
        </div>
      )}
      <Switch label={words.sound} note={bySound ? words.soundOn : words.soundOff} isSelected={bySound} onChange={onSound} />
    </section>
  );
}
