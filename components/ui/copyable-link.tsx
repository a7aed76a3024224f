'use client';

import { useRef, useState } from 'react';
import { Button } from './button';

interface CopyableLinkProps {
  readonly href: string;
  readonly label: string;
  readonly copy: string;
  readonly copied: string;
  /** Shown where the clipboard is not available. */
  readonly copyManually: string;
}

/** A link with a copy button; where the clipboard is not available, the link is selected for manual copying. */
export function CopyableLink({ href, label, copy, copied, copyManually }: CopyableLinkProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'by-hand' | null>(null);
  const onCopy = async () => {
    try {
      await navigator.clipboard.writeText(href);
      setOutcome('copied');
    } catch {
      inputRef.current?.select();
      setOutcome('by-hand');
    }
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap gap-2">
        <input
          ref={inputRef}
          readOnly
          aria-label={label}
          value={href}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-9 min-w-0 grow basis-48 rounded-lg border border-line-field bg-ground px-2.5"
        />
        <Button className="min-h-9" onClick={() => void onCopy()}>
          {outcome === 'copied' ? copied : copy}
        </Button>
      </div>
      <p role="status" className={outcome === 'by-hand' ? 'text-ink-soft' : 'sr-only'}>
        {outcome === 'copied' ? copied : outcome === 'by-hand' ? copyManually : ''}
      </p>
    </div>
  );
}
