'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { SecretLink } from '@/components/ui/secret-link';
import type { MadeInviteAnswer } from '@/lib/contracts/team';
import { ownerWords } from '@/lib/i18n/owner';
import { useWords } from '@/lib/i18n/use-words';

/** The one time that an invite's link is there to be copied. */
export function InviteOnShow({ made, onDone }: { made: MadeInviteAnswer; onDone: () => void }) {
  const words = useWords(ownerWords);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line-strong bg-panel p-4">
      <div>
        <h3 ref={title} tabIndex={-1} className="wrap-anywhere font-semibold">
          {words.linkTitle(made.invite.label)}
        </h3>
        <p className="mt-0.5 text-ink-soft">{words.linkText}</p>
      </div>
      <SecretLink
        href={new URL(made.path, window.location.origin).href}
        label={words.linkLabel}
        copy={words.copy}
        copied={words.copied}
        byHand={words.copyByHand}
      />
      <Button look="quiet" className="self-start" onClick={onDone}>
        {words.done}
      </Button>
    </div>
  );
}
