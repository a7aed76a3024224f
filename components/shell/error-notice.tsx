'use client';

import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { ApiError } from '@/lib/client/requests/api-error';
import { errorsMessages } from '@/lib/i18n/errors';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';

interface ErrorNoticeProps {
  readonly error: ApiError;
  readonly practice: boolean;
  readonly onRetry?: (() => void) | undefined;
  readonly retryLabel?: string | undefined;
  /** Details, such as the violated rule. */
  readonly children?: ReactNode;
}

/** An error in words: what happened, whether it was charged, what to do; the reference is under "Details". */
export function ErrorNotice({ error, practice, onRetry, retryLabel, children }: ErrorNoticeProps) {
  const messages = useMessages(errorsMessages);
  const sentenceGap = useSentenceGap();
  const { what, todo } = messages.codes[error.code];
  const chargeText = practice && error.charged !== 'no' ? messages.chargedInPractice : messages.charged[error.charged];
  return (
    <div role="alert" className="flex gap-2.5 text-base">
      <CircleAlert aria-hidden className="mt-px size-4.5 shrink-0 text-danger" />
      <div className="min-w-0 grow">
        <p className="text-ink-soft">
          <strong className="font-semibold text-ink">{what}</strong>
          {sentenceGap}
          {chargeText}
          {sentenceGap}
          {todo}
          {error.retryAfterMs !== null && error.retryAfterMs > 0 ? `${sentenceGap}${messages.waitFirst(error.retryAfterMs)}` : null}
        </p>
        {children}
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          {onRetry ? (
            <Button size="small" onClick={onRetry}>
              {retryLabel ?? messages.tryAgain}
            </Button>
          ) : null}
          <details className="text-small text-ink-faint">
            <summary className="min-h-6 cursor-pointer py-1">{messages.details}</summary>
            <p className="break-all">{error.requestId === null ? messages.noReference : messages.reference(error.requestId)}</p>
          </details>
        </div>
      </div>
    </div>
  );
}
