'use client';

import { useEffect, useRef, useState } from 'react';
import { ErrorNotice } from '@/components/shell/error-notice';
import { Button, buttonClass } from '@/components/ui/button';
import { CopyableLink } from '@/components/ui/copyable-link';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import { type OwnerApi, ownerApi } from '@/lib/client/requests/owner-api';
import { ownerMessages } from '@/lib/i18n/owner';
import { shareMessages } from '@/lib/i18n/share';
import { useMessages } from '@/lib/i18n/use-messages';

type ShareApi = Pick<OwnerApi, 'readShares' | 'shareJob' | 'unshareJob'>;

/** Creates and revokes a share link for one result. Shown only to its owner: for other callers the server returns 404. */
export function ShareLink({ jobId, practice, api: injectedApi }: { jobId: string; practice: boolean; api?: ShareApi }) {
  const messages = useMessages(shareMessages);
  const { copyByHand } = useMessages(ownerMessages);
  const [api] = useState<ShareApi>(() => injectedApi ?? ownerApi());
  const [linkCount, setLinkCount] = useState<number | 'unknown' | null>('unknown');
  const [path, setPath] = useState<string | null>(null);
  const [hasEnded, setHasEnded] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const busyRef = useRef(false);

  useEffect(() => {
    let isCancelled = false;
    // On an error the section is hidden, because the page works without it.
    api.readShares(jobId).then(
      ({ mayShare, links: openLinks }) => {
        if (!isCancelled) setLinkCount(mayShare ? openLinks : null);
      },
      () => {
        if (!isCancelled) setLinkCount(null);
      },
    );
    return () => {
      isCancelled = true;
    };
  }, [api, jobId]);

  const runAction = async (action: () => Promise<void>) => {
    if (busyRef.current) return;
    busyRef.current = true;
    setIsBusy(true);
    setError(null);
    try {
      await action();
    } catch (thrown) {
      setError(toApiError(thrown));
    } finally {
      busyRef.current = false;
      setIsBusy(false);
    }
  };

  if (linkCount === null) return null;
  if (linkCount === 'unknown') {
    // Reserves the space, to avoid a layout shift.
    return (
      <div aria-hidden className="invisible flex flex-col gap-2">
        <span className={buttonClass('outline', 'medium')}>{messages.make}</span>
        <p className="text-small">{messages.about}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {path === null ? null : (
        <>
          <p className="text-ink-soft">{messages.made}</p>
          <CopyableLink
            href={new URL(path, window.location.origin).href}
            label={messages.label}
            copy={messages.copy}
            copied={messages.copied}
            copyManually={copyByHand}
          />
        </>
      )}
      <Button
        className="w-full"
        aria-disabled={isBusy || undefined}
        onClick={() =>
          void runAction(async () => {
            const share = await api.shareJob(jobId);
            setPath(share.path);
            setLinkCount(linkCount + 1);
            setHasEnded(false);
          })
        }
      >
        {linkCount === 0 ? messages.make : messages.another}
      </Button>
      {linkCount === 0 ? (
        <p className="text-ink-faint text-small">{hasEnded ? messages.ended : messages.about}</p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-soft text-small">
          {messages.open(linkCount)}
          <Button
            size="small"
            variant="quiet"
            onClick={() =>
              void runAction(async () => {
                await api.unshareJob(jobId);
                setPath(null);
                setLinkCount(0);
                setHasEnded(true);
              })
            }
          >
            {messages.end(linkCount)}
          </Button>
        </p>
      )}
      {error === null ? null : <ErrorNotice error={error} practice={practice} />}
    </div>
  );
}
