'use client';

import { useEffect, useRef, useState } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { SecretLink } from '@/components/ui/secret-link';
import { ErrorNotice } from '@/components/wizard/error-notice';
import { type ApiError, toApiError } from '@/lib/client/api-error';
import { type OwnerApi, ownerApi } from '@/lib/client/owner-api';
import { ownerWords } from '@/lib/i18n/owner';
import { shareWords } from '@/lib/i18n/share';
import { useWords } from '@/lib/i18n/use-words';

type ShareApi = Pick<OwnerApi, 'readShares' | 'shareJob' | 'unshareJob'>;

/** Gives one result away by a link, and takes it back. Shown only to whoever may: for anybody else the server knows no such job. */
export function ShareLink({ jobId, practice, api: given }: { jobId: string; practice: boolean; api?: ShareApi }) {
  const words = useWords(shareWords);
  const { copyByHand } = useWords(ownerWords);
  const [api] = useState<ShareApi>(() => given ?? ownerApi());
  const [links, setLinks] = useState<number | 'unknown' | null>('unknown');
  const [path, setPath] = useState<string | null>(null);
  const [ended, setEnded] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const busy = useRef(false);

  useEffect(() => {
    let gone = false;
    // Not to be told is not to be offered: the page is whole without it.
    api.readShares(jobId).then(
      ({ mayShare, links: open }) => {
        if (!gone) setLinks(mayShare ? open : null);
      },
      () => {
        if (!gone) setLinks(null);
      },
    );
    return () => {
      gone = true;
    };
  }, [api, jobId]);

  const act = async (deed: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setIsBusy(true);
    setError(null);
    try {
      await deed();
    } catch (thrown) {
      setError(toApiError(thrown));
    } finally {
      busy.current = false;
      setIsBusy(false);
    }
  };

  if (links === null) return null;
  if (links === 'unknown') {
    // Its room is kept, so that nothing jumps when it comes.
    return (
      <div aria-hidden className="invisible flex flex-col gap-2">
        <span className={buttonClass('outline', 'medium')}>{words.make}</span>
        <p className="text-small">{words.about}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {path === null ? null : (
        <>
          <p className="text-ink-soft">{words.made}</p>
          <SecretLink
            href={new URL(path, window.location.origin).href}
            label={words.label}
            copy={words.copy}
            copied={words.copied}
            byHand={copyByHand}
          />
        </>
      )}
      <Button
        className="w-full"
        aria-disabled={isBusy || undefined}
        onClick={() =>
          void act(async () => {
            const made = await api.shareJob(jobId);
            setPath(made.path);
            setLinks(links + 1);
            setEnded(false);
          })
        }
      >
        {links === 0 ? words.make : words.another}
      </Button>
      {links === 0 ? (
        <p className="text-ink-faint text-small">{ended ? words.ended : words.about}</p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-soft text-small">
          {words.open(links)}
          <Button
            size="small"
            look="quiet"
            onClick={() =>
              void act(async () => {
                await api.unshareJob(jobId);
                setPath(null);
                setLinks(0);
                setEnded(true);
              })
            }
          >
            {words.end(links)}
          </Button>
        </p>
      )}
      {error === null ? null : <ErrorNotice error={error} practice={practice} />}
    </div>
  );
}
