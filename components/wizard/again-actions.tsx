'use client';

import { useNow } from '@/components/hooks/use-now';
import { useSubmitGuard } from '@/components/hooks/use-submit-guard';
import { Button } from '@/components/ui/button';
import type { ApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import { PRICES } from '@/lib/domain/price';
import { formatPtcAmount } from '@/lib/i18n/format';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';
import { ErrorNotice } from './error-notice';

interface AgainActionsProps {
  readonly job: JobResponse;
  /** Its settings are in this browser, or can be brought back. */
  readonly onChange: (() => void) | null;
  /** Only for a result of one's own; `unsaved` until it is saved, `unknown` until it is known whose it is. */
  readonly onDubAnother: (() => void) | 'unsaved' | 'unknown' | null;
  /** The settings are on their way back. */
  readonly busy: boolean;
  readonly error: ApiError | null;
}

const SESSION_LOOK_MS = 30_000;

/** What can be done next with a job at its end, each with what it will cost. */
export function AgainActions({ job, onChange, onDubAnother, busy, error }: AgainActionsProps) {
  'use memo';
  const words = useMessages(resultMessages);
  const { practice } = job;
  const isForgotten = Date.parse(job.sessionExpiresAt) <= useNow(SESSION_LOOK_MS);
  const change = useSubmitGuard(() => onChange?.(), { busy, outcome: error });
  const waits = onDubAnother === 'unsaved' || onDubAnother === 'unknown';
  const dub = useSubmitGuard(() => (typeof onDubAnother === 'function' ? onDubAnother() : undefined), {
    busy: busy || waits,
    outcome: error,
  });
  const isMainWay = job.status !== 'succeeded';
  const forgotten = practice ? words.facesAnewPractice : words.facesAnew(formatPtcAmount(PRICES.identify));
  const note = isForgotten ? forgotten : practice ? null : words.onlyLipSync(formatPtcAmount(PRICES.lipSync));
  return (
    <>
      {onChange === null ? null : (
        <div>
          <Button
            variant={isMainWay ? 'primary' : 'outline'}
            size={isMainWay ? 'large' : 'medium'}
            className="w-full"
            aria-disabled={busy || undefined}
            onClick={change}
          >
            {busy ? words.bringingBack : words.changeAndTryAgain}
          </Button>
          {note === null ? null : <p className="mt-1 mb-1.5 text-ink-soft text-small">{note}</p>}
        </div>
      )}
      {onDubAnother === null ? null : (
        <div>
          <Button className="w-full" aria-disabled={busy || waits || undefined} onClick={dub}>
            {words.dubAnother}
          </Button>
          {onDubAnother === 'unsaved' ? (
            <p className="mt-1 text-ink-soft text-small">{words.dubAnotherUnsaved}</p>
          ) : practice ? null : (
            <p className="mt-1 text-ink-soft text-small">{words.dubAnotherNote(formatPtcAmount(PRICES.identify))}</p>
          )}
        </div>
      )}
      {error === null ? null : <ErrorNotice error={error} practice={practice} />}
    </>
  );
}
