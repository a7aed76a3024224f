'use client';

import { useNow } from '@/components/hooks/use-now';
import { useSubmitGuard } from '@/components/hooks/use-submit-guard';
import { ErrorNotice } from '@/components/shell/error-notice';
import { Button } from '@/components/ui/button';
import type { ApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import { PRICES } from '@/lib/domain/price';
import { formatPtcAmount } from '@/lib/i18n/format';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

interface NextActionsProps {
  readonly job: JobResponse;
  /** `null` if the settings are neither in this browser nor on the server. */
  readonly onChange: (() => void) | null;
  /** Only for the editor's own result; `unsaved` until it is archived, `unknown` until the owner is known. */
  readonly onDubAnother: (() => void) | 'unsaved' | 'unknown' | null;
  /** The settings are being restored. */
  readonly busy: boolean;
  readonly error: ApiError | null;
}

const EXPIRY_CHECK_INTERVAL_MS = 30_000;

/** Actions after a job has ended, each with its price. */
export function NextActions({ job, onChange, onDubAnother, busy, error }: NextActionsProps) {
  'use memo';
  const messages = useMessages(resultMessages);
  const { practice } = job;
  const hasSessionExpired = Date.parse(job.sessionExpiresAt) <= useNow(EXPIRY_CHECK_INTERVAL_MS);
  const reopenSettings = useSubmitGuard(() => onChange?.(), { busy, outcome: error });
  const isDubWaiting = onDubAnother === 'unsaved' || onDubAnother === 'unknown';
  const dubAnother = useSubmitGuard(() => (typeof onDubAnother === 'function' ? onDubAnother() : undefined), {
    busy: busy || isDubWaiting,
    outcome: error,
  });
  const isPrimary = job.status !== 'succeeded';
  const expiredNote = practice ? messages.facesAnewPractice : messages.facesAnew(formatPtcAmount(PRICES.identify));
  const note = hasSessionExpired ? expiredNote : practice ? null : messages.onlyLipSync(formatPtcAmount(PRICES.lipSync));
  return (
    <>
      {onChange === null ? null : (
        <div>
          <Button
            variant={isPrimary ? 'primary' : 'outline'}
            size={isPrimary ? 'large' : 'medium'}
            className="w-full"
            aria-disabled={busy || undefined}
            onClick={reopenSettings}
          >
            {busy ? messages.bringingBack : messages.changeAndTryAgain}
          </Button>
          {note === null ? null : <p className="mt-1 mb-1.5 text-ink-soft text-small">{note}</p>}
        </div>
      )}
      {onDubAnother === null ? null : (
        <div>
          <Button className="w-full" aria-disabled={busy || isDubWaiting || undefined} onClick={dubAnother}>
            {messages.dubAnother}
          </Button>
          {onDubAnother === 'unsaved' ? (
            <p className="mt-1 text-ink-soft text-small">{messages.dubAnotherUnsaved}</p>
          ) : practice ? null : (
            <p className="mt-1 text-ink-soft text-small">{messages.dubAnotherNote(formatPtcAmount(PRICES.identify))}</p>
          )}
        </div>
      )}
      {error === null ? null : <ErrorNotice error={error} practice={practice} />}
    </>
  );
}
