'use client';

import { lazy, Suspense, useEffect, useEffectEvent } from 'react';
import { getIntentProps } from '@/components/hooks/prefetch-on-intent';
import { useFileDrop } from '@/components/hooks/use-file-drop';
import { useSetup } from '@/components/setup/setup-context';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import type { SpendingResponse } from '@/lib/contracts/access';
import { PRICES } from '@/lib/domain/price';
import { landingMessages } from '@/lib/i18n/landing';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { CLIP_ACCEPT, VOICE_ACCEPT } from './accepted-files';
import type { Beginning } from './begin';
import { DropCurtain } from './drop-curtain';
import { StartArt } from './start-art';
import { StartCards } from './start-cards';

const SetupNotice = lazy(async () => ({ default: (await import('@/components/setup/setup-notice')).SetupNotice }));

interface StartProps {
  readonly practice: boolean;
  /** What today’s work has cost and may cost; `null` where that could not be read. */
  readonly spending: SpendingResponse | null;
  /** Something was dropped and the editor is on its way. */
  readonly opening: boolean;
  readonly openingFailed: boolean;
  /** Another app handed something over, and nothing of use arrived. */
  readonly sharedInVain: boolean;
  /** What another app, or another site, handed over, where beginning with it costs money. */
  readonly offered: readonly File[];
  readonly onBegin: (beginning: Beginning) => void;
  readonly onOpenAgain: () => void;
  /** A hand is on its way to one of the buttons, perhaps to that of a draft. */
  readonly onIntent: (draftId?: string) => void;
}

/** What is left, before anybody begins; less than a job's price is none. */
function budgetWords(words: (typeof landingMessages)['en'], { spentMilliPtc, budgetMilliPtc }: SpendingResponse): string {
  const left = budgetMilliPtc - spentMilliPtc;
  return left < PRICES.lipSync ? words.noneLeftToday : words.leftToday(left);
}

const LOOKS_LIKE_LINK = /^https?:\/\/\S+$/i;

/** The first screen: one place for both files, and three ways in beside it. */
export function Start({ practice, spending, opening, openingFailed, sharedInVain, offered, onBegin, onOpenAgain, onIntent }: StartProps) {
  const words = useMessages(landingMessages);
  const gap = useSentenceGap();
  const setup = useSetup();
  const begin = (files: File[]) => onBegin({ kind: 'files', files });
  const isOver = useFileDrop(begin, (text) => {
    if (LOOKS_LIKE_LINK.test(text)) onBegin({ kind: 'link', text });
  });
  const prepare = useEffectEvent(onIntent);
  useEffect(() => {
    if (isOver) prepare();
  }, [isOver]);
  return (
    // In the middle of most windows, and hung from above: what comes later, further down, does not push the rest up.
    <main className="grid grow content-start justify-items-center px-4 pt-[max(2rem,50dvh-18.75rem)] pb-8 sm:px-6">
      {isOver ? <DropCurtain title={words.dropHere} text={words.dropHereText} /> : null}
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
          <StartArt />
          <h1 id="start-title" className="mt-5 text-display font-semibold tracking-tight text-balance">
            {words.title}
          </h1>
          <p className="mt-2 text-balance text-[0.9375rem] leading-6 text-ink-soft">{words.subtitle}</p>
          <div className="mt-5 flex flex-wrap justify-center gap-2.5">
            <FileButton
              accept={`${CLIP_ACCEPT},${VOICE_ACCEPT}`}
              multiple
              variant="primary"
              size="large"
              disabled={opening}
              onFiles={begin}
              onIntent={() => onIntent()}
            >
              {words.chooseFiles}
            </FileButton>
            <Button
              size="large"
              disabled={opening}
              {...getIntentProps(() => onIntent())}
              onClick={() => onBegin({ kind: 'link', text: '' })}
            >
              {words.pasteLink}
            </Button>
          </div>
          <p className="relative mx-auto mt-5 max-w-lg text-balance text-ink-faint" aria-live="polite">
            {/* Over the words that stood there, whose room is kept. */}
            {opening ? <span className="absolute inset-x-0">{words.opening}</span> : null}
            {openingFailed ? (
              <span className="text-ink">
                {words.openingFailed}{' '}
                <Button size="small" className="ml-1" onClick={onOpenAgain}>
                  {words.openAgain}
                </Button>
              </span>
            ) : sharedInVain ? (
              <span className="text-ink">{words.sharedInVain}</span>
            ) : offered.length > 0 ? (
              <span className="text-ink">
                {words.offered(offered.map(({ name }) => name))}
                {gap}
                {words.findingCosts(PRICES.identify)}{' '}
                <Button size="small" className="ml-1" onClick={() => begin([...offered])}>
                  {words.useOffered}
                </Button>
              </span>
            ) : (
              <span className={opening ? 'invisible' : ''}>
                {words.limits}
                {practice ? null : `${gap}${words.findingCosts(PRICES.identify)}`}
                {practice || !spending ? null : `${gap}${budgetWords(words, spending)}`}
              </span>
            )}
          </p>
        </section>
        <StartCards disabled={opening} onBegin={onBegin} onIntent={onIntent} />
      </div>
    </main>
  );
}
