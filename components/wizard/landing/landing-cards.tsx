'use client';

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { getIntentProps } from '@/components/hooks/prefetch-on-intent';
import type { WizardEntry } from '@/components/wizard/session/wizard-entry';
import { type DraftSummary, listDrafts } from '@/lib/client/drafts/draft-list';
import { landingMessages } from '@/lib/i18n/landing';
import { useMessages } from '@/lib/i18n/use-messages';

const GoodClipDialog = lazy(async () => ({ default: (await import('@/components/help/good-clip-dialog')).GoodClipDialog }));

interface LandingCardsProps {
  readonly disabled: boolean;
  readonly onStart: (beginning: WizardEntry) => void;
  readonly onIntent: (draftId?: string) => void;
}

/** Three secondary ways to start: the sample, the last draft, and advice about clips. */
export function LandingCards({ disabled, onStart, onIntent }: LandingCardsProps) {
  const messages = useMessages(landingMessages);
  const latest = useLatestDraft();
  const [isExamplesOpen, setIsExamplesOpen] = useState(false);
  return (
    <ul className="mt-3.5 flex flex-col gap-3 sm:flex-row">
      {/* The sample is free: on a live site too, the server handles it in practice mode. */}
      <Card
        imageUrl="/sample/poster.jpg"
        title={messages.sampleTitle}
        text={messages.sampleText}
        disabled={disabled}
        onIntent={() => onIntent()}
        onPress={() => onStart({ kind: 'sample', clipName: messages.sampleClipName, voiceName: messages.sampleVoiceName })}
      />
      {latest ? (
        <Card
          imageUrl={latest.draft.posterUrl}
          title={messages.goOnTitle(latest.draft.name)}
          text={messages.goOnText(messages.goOnState(latest.draft), latest.ageMs)}
          disabled={disabled}
          onIntent={() => onIntent(latest.draft.draftId)}
          onPress={() => onStart({ kind: 'draft', draftId: latest.draft.draftId })}
        />
      ) : null}
      <Card
        imageUrl={null}
        title={messages.goodClipTitle}
        text={messages.goodClipText}
        disabled={disabled}
        onIntent={() => undefined}
        onPress={() => setIsExamplesOpen(true)}
      />
      {isExamplesOpen ? (
        <Suspense>
          <GoodClipDialog onClose={() => setIsExamplesOpen(false)} />
        </Suspense>
      ) : null}
    </ul>
  );
}

interface CardProps {
  readonly imageUrl: string | null;
  readonly title: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly onIntent: () => void;
  readonly onPress: () => void;
}

function Card({ imageUrl, title, text, disabled, onIntent, onPress }: CardProps): ReactNode {
  return (
    <li className="min-w-0 grow basis-0">
      <button
        type="button"
        disabled={disabled}
        {...getIntentProps(onIntent)}
        onClick={onPress}
        className="flex h-full w-full cursor-pointer items-start gap-3 rounded-xl border border-line bg-panel p-3.5 text-left transition-colors duration-150 hover:border-line-strong hover:bg-raised disabled:cursor-default disabled:opacity-60"
      >
        {imageUrl ? (
          // biome-ignore lint/performance/noImgElement: small, and a data: URL for drafts
          <img src={imageUrl} alt="" width={56} height={42} className="h-10.5 w-14 shrink-0 rounded-md bg-raised object-cover" />
        ) : null}
        <span className="min-w-0">
          <span className="block truncate font-semibold">{title}</span>
          <span className="block text-ink-soft">{text}</span>
        </span>
      </button>
    </li>
  );
}

/**
 * Reads the latest draft once, on mount.
 * @returns `null` if the browser stores none.
 */
function useLatestDraft(): { readonly draft: DraftSummary; readonly ageMs: number } | null {
  const [latest, setLatest] = useState<{ readonly draft: DraftSummary; readonly ageMs: number } | null>(null);
  useEffect(() => {
    let isCancelled = false;
    const load = async () => {
      try {
        const [draft] = await listDrafts();
        if (draft && !isCancelled) setLatest({ draft, ageMs: Math.max(0, Date.now() - draft.savedAtMs) });
      } catch {
        // IndexedDB is unavailable: show no card.
      }
    };
    void load();
    return () => {
      isCancelled = true;
    };
  }, []);
  return latest;
}
