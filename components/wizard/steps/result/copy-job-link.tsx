'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

/** Copies the URL of the job, or shows it where the clipboard is not available. */
export function CopyJobLink({ jobId }: { jobId: string }) {
  const messages = useMessages(resultMessages);
  const [outcome, setOutcome] = useState<'copied' | 'by-hand' | null>(null);
  const getUrl = () => new URL(`/jobs/${jobId}`, window.location.origin).href;

  async function copyUrl() {
    try {
      await navigator.clipboard.writeText(getUrl());
      setOutcome('copied');
    } catch {
      // Permission denied, or no clipboard API on plain http.
      setOutcome('by-hand');
    }
  }

  return (
    <>
      <Button onClick={() => void copyUrl()} className="w-full">
        {outcome === 'copied' ? messages.linkCopied : messages.copyLink}
      </Button>
      <p role="status" className="sr-only">
        {outcome === 'copied' ? messages.linkCopied : ''}
      </p>
      {outcome === 'by-hand' && (
        <label className="text-small text-ink-soft">
          {messages.linkByHand}
          <input
            readOnly
            aria-label={messages.linkLabel}
            value={getUrl()}
            onFocus={(event) => event.currentTarget.select()}
            className="mt-1 w-full rounded-lg border border-line-field bg-ground px-2.5 py-1.5 text-base text-ink"
          />
        </label>
      )}
    </>
  );
}
