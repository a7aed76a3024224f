'use client';

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { getIntentProps } from '@/components/hooks/prefetch-on-intent';
import { type DraftSummary, listDrafts } from '@/lib/client/drafts/draft-list';
import { landingMessages } from '@/lib/i18n/landing';
import { useMessages } from '@/lib/i18n/use-messages';
import type { Beginning } from './begin';

const GoodClipDialog = lazy(async () => ({ default: (await import('@/components/help/good-clip-dialog')).GoodClipDialog }));

interface StartCardsProps {
  readonly disabled: boolean;
  readonly onBegin: (beginning: Beginning) => void;
  readonly onIntent: (draftId?: string) => void;
}

/** Three quiet ways to begin: the sample, the work of last time, and what to look for in a clip. */
export function StartCards({ disabled, onBegin, onIntent }: StartCardsProps) {
  const words = useMessages(landingMessages);
  const latest = useLatestDraft();
  const [showsExamples, setShowsExamples] = useState(false);
  return (
    <ul className="mt-3.5 flex flex-col gap-3 sm:flex-row">
      {/* It never costs anything: on a live site too, the server knows it and keeps it in practice. */}
      <Card
        picture="/sample/poster.jpg"
        title={words.sampleTitle}
        text={words.sampleText}
        disabled={disabled}
        onIntent={() => onIntent()}
        onPress={() => onBegin({ kind: 'sample', clipName: words.sampleClipName, voiceName: words.sampleVoiceName })}
      />
      {latest ? (
        <Card
          picture={latest.draft.posterUrl}
          title={words.goOnTitle(latest.draft.name)}
          text={words.goOnText(words.goOnState(latest.draft), latest.ageMs)}
          disabled={disabled}
          onIntent={() => onIntent(latest.draft.draftId)}
          onPress={() => onBegin({ kind: 'draft', draftId: latest.draft.draftId })}
        />
      ) : null}
      <Card
        picture={null}
        title={words.goodClipTitle}
        text={words.goodClipText}
        disabled={disabled}
        onIntent={() => undefined}
        onPress={() => setShowsExamples(true)}
      />
      {showsExamples ? (
        <Suspense>
          <GoodClipDialog onClose={() => setShowsExamples(false)} />
        </Suspense>
      ) : null}
    </ul>
  );
}

interface CardProps {
  readonly picture: string | null;
  readonly title: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly onIntent: () => void;
  readonly onPress: () => void;
}

function Card({ picture, title, text, disabled, onIntent, onPress }: CardProps): ReactNode {
  return (
    <li className="min-w-0 grow basis-0">
      <button
        type="button"
        disabled={disabled}
        {...getIntentProps(onIntent)}
        onClick={onPress}
        className="flex h-full w-full cursor-pointer items-start gap-3 rounded-xl border border-line bg-panel p-3.5 text-left transition-colors duration-150 hover:border-line-strong hover:bg-raised disabled:cursor-default disabled:opacity-60"
      >
        {picture ? (
          // biome-ignore lint/performance/noImgElement: small, and a data: URL for drafts
          <img src={picture} alt="" width={56} height={42} className="h-10.5 w-14 shrink-0 rounded-md bg-raised object-cover" />
        ) : null}
        <span className="min-w-0">
          <span className="block truncate font-semibold">{title}</span>
          <span className="block text-ink-soft">{text}</span>
        </span>
      </button>
    </li>
  );
}

/** Looked up once, when the screen appears: where a browser keeps nothing, there is nothing to go on with. */
function useLatestDraft(): { readonly draft: DraftSummary; readonly ageMs: number } | null {
  const [latest, setLatest] = useState<{ readonly draft: DraftSummary; readonly ageMs: number } | null>(null);
  useEffect(() => {
    let gone = false;
    const look = async () => {
      try {
        const [draft] = await listDrafts();
        if (draft && !gone) setLatest({ draft, ageMs: Math.max(0, Date.now() - draft.savedAtMs) });
      } catch {
        // No database in this browser: no card.
      }
    };
    void look();
    return () => {
      gone = true;
    };
  }, []);
  return latest;
}
