'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

/** Copies the job's own address; where the browser does not allow that, shows it for copying by hand. */
export function CopyLink({ jobId }: { jobId: string }) {
  const words = useMessages(resultMessages);
  const [outcome, setOutcome] = useState<'copied' | 'by-hand' | null>(null);
  const address = () => new URL(`/jobs/${jobId}`, window.location.origin).href;

  async function copy() {
    try {
      await navigator.clipboard.writeText(address());
      setOutcome('copied');
    } catch {
      // No permission, or no clipboard at all on plain http.
      setOutcome('by-hand');
    }
  }

  return (
    <>
      <Button onClick={() => void copy()} className="w-full">
        {outcome === 'copied' ? words.linkCopied : words.copyLink}
      </Button>
      <p role="status" className="sr-only">
        {outcome === 'copied' ? words.linkCopied : ''}
      </p>
      {outcome === 'by-hand' && (
        <label className="text-small text-ink-soft">
          {words.linkByHand}
          <input
            readOnly
            aria-label={words.linkLabel}
            value={address()}
            onFocus={(event) => event.currentTarget.select()}
            className="mt-1 w-full rounded-lg border border-line-field bg-ground px-2.5 py-1.5 text-base text-ink"
          />
        </label>
      )}
    </>
  );
}
