'use client';

import { lazy, Suspense, useEffect, useEffectEvent } from 'react';
import { getIntentProps } from '@/components/hooks/prefetch-on-intent';
import { useFileDrop } from '@/components/hooks/use-file-drop';
import { useSetup } from '@/components/setup/setup-context';
import { DropOverlay } from '@/components/shell/drop-overlay';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { CLIP_FILE_TYPES, VOICE_FILE_TYPES } from '@/components/wizard/pending-file/accepted-file-types';
import type { WizardEntry } from '@/components/wizard/session/wizard-entry';
import type { SpendingResponse } from '@/lib/contracts/access';
import { PRICES } from '@/lib/domain/price';
import { landingMessages } from '@/lib/i18n/landing';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { LandingCards } from './landing-cards';
import { LandingIllustration } from './landing-illustration';

const SetupNotice = lazy(async () => ({ default: (await import('@/components/setup/setup-notice')).SetupNotice }));

interface LandingProps {
  readonly practice: boolean;
  /** Today's spending and budget; `null` if it could not be read. */
  readonly spending: SpendingResponse | null;
  /** A file was dropped and the editor is loading. */
  readonly isOpening: boolean;
  readonly hasOpeningFailed: boolean;
  /** Another app shared something, but no usable content arrived. */
  readonly isSharedContentMissing: boolean;
  /** Files from another app or site that need a confirmation, because processing them costs money. */
  readonly offeredFiles: readonly File[];
  readonly onStart: (beginning: WizardEntry) => void;
  readonly onRetryOpen: () => void;
  /** Called on hover or focus of a start button, with the draft's id for a draft. */
  readonly onIntent: (draftId?: string) => void;
}

/** Remaining budget for today; an amount below the price of a job counts as nothing. */
function describeBudget(messages: (typeof landingMessages)['en'], { spentMilliPtc, budgetMilliPtc }: SpendingResponse): string {
  const remainingMilliPtc = budgetMilliPtc - spentMilliPtc;
  return remainingMilliPtc < PRICES.lipSync ? messages.noneLeftToday : messages.leftToday(remainingMilliPtc);
}

const LINK_PATTERN = /^https?:\/\/\S+$/i;

/** The first screen: one drop area for both files, and three other ways to start. */
export function Landing({
  practice,
  spending,
  isOpening,
  hasOpeningFailed,
  isSharedContentMissing,
  offeredFiles,
  onStart,
  onRetryOpen,
  onIntent,
}: LandingProps) {
  const messages = useMessages(landingMessages);
  const sentenceGap = useSentenceGap();
  const setup = useSetup();
  const startWithFiles = (files: File[]) => onStart({ kind: 'files', files });
  const isDraggingOver = useFileDrop(startWithFiles, (text) => {
    if (LINK_PATTERN.test(text)) onStart({ kind: 'link', text });
  });
  const onDragIntent = useEffectEvent(onIntent);
  useEffect(() => {
    if (isDraggingOver) onDragIntent();
  }, [isDraggingOver]);
  return (
    // Centred in most windows but aligned to the top, so that content added below does not move the rest.
    <main className="grid grow content-start justify-items-center px-4 pt-[max(2rem,50dvh-18.75rem)] pb-8 sm:px-6">
      {isDraggingOver ? <DropOverlay title={messages.dropHere} text={messages.dropHereText} /> : null}
      <div className="w-full max-w-[51.5rem]">
        {setup === null ? null : (
          <Suspense>
            <SetupNotice setup={setup} />
          </Suspense>
        )}
        <section
          aria-labelledby="start-title"
          className="rounded-2xl border border-dashed border-line-strong bg-panel px-5 py-10 text-center sm:py-14"
        >
          <LandingIllustration />
          <h1 id="start-title" className="mt-5 text-display font-semibold tracking-tight text-balance">
            {messages.title}
          </h1>
          <p className="mt-2 text-balance text-[0.9375rem] leading-6 text-ink-soft">{messages.subtitle}</p>
          <div className="mt-5 flex flex-wrap justify-center gap-2.5">
            <FileButton
              accept={`${CLIP_FILE_TYPES},${VOICE_FILE_TYPES}`}
              multiple
              variant="primary"
              size="large"
              disabled={isOpening}
              onFiles={startWithFiles}
              onIntent={() => onIntent()}
            >
              {messages.chooseFiles}
            </FileButton>
            <Button
              size="large"
              disabled={isOpening}
              {...getIntentProps(() => onIntent())}
              onClick={() => onStart({ kind: 'link', text: '' })}
            >
              {messages.pasteLink}
            </Button>
          </div>
          <p className="relative mx-auto mt-5 max-w-lg text-balance text-ink-faint" aria-live="polite">
            {/* Overlays the hint, whose space stays reserved. */}
            {isOpening ? <span className="absolute inset-x-0">{messages.opening}</span> : null}
            {hasOpeningFailed ? (
              <span className="text-ink">
                {messages.openingFailed}{' '}
                <Button size="small" className="ml-1" onClick={onRetryOpen}>
                  {messages.openAgain}
                </Button>
              </span>
            ) : isSharedContentMissing ? (
              <span className="text-ink">{messages.sharedInVain}</span>
            ) : offeredFiles.length > 0 ? (
              <span className="text-ink">
                {messages.offered(offeredFiles.map(({ name }) => name))}
                {sentenceGap}
                {messages.findingCosts(PRICES.identify)}{' '}
                <Button size="small" className="ml-1" onClick={() => startWithFiles([...offeredFiles])}>
                  {messages.useOffered}
                </Button>
              </span>
            ) : (
              <span className={isOpening ? 'invisible' : ''}>
                {messages.limits}
                {practice ? null : `${sentenceGap}${messages.findingCosts(PRICES.identify)}`}
                {practice || !spending ? null : `${sentenceGap}${describeBudget(messages, spending)}`}
              </span>
            )}
          </p>
        </section>
        <LandingCards disabled={isOpening} onStart={onStart} onIntent={onIntent} />
      </div>
    </main>
  );
}
