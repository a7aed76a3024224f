'use client';

import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { useFileDrop } from '@/components/ui/use-file-drop';
import type { SpendingAnswer } from '@/lib/contracts/access';
import { PRICES } from '@/lib/domain/price';
import { startWords } from '@/lib/i18n/start';
import { useWords } from '@/lib/i18n/use-words';
import { CLIP_ACCEPT, VOICE_ACCEPT } from './accepted-files';
import type { Beginning } from './begin';
import { DropCurtain } from './drop-curtain';
import { StartArt } from './start-art';
import { StartCards } from './start-cards';

interface StartProps {
  readonly practice: boolean;
  /** What today’s work has cost and may cost; `null` where that could not be read. */
  readonly spending: SpendingAnswer | null;
  /** Something was dropped and the editor is on its way. */
  readonly opening: boolean;
  readonly openingFailed: boolean;
  readonly onBegin: (beginning: Beginning) => void;
  readonly onOpenAgain: () => void;
  readonly onIntent: () => void;
}

/** What is left, before anybody begins; less than a job's price is none. */
function budgetWords(words: (typeof startWords)['en'], { spentMilliPtc, budgetMilliPtc }: SpendingAnswer): string {
  const left = budgetMilliPtc - spentMilliPtc;
  return left < PRICES.lipSync ? words.noneLeftToday : words.leftToday(left);
}

const LOOKS_LIKE_LINK = /^https?:\/\/\S+$/i;

/** The first screen: one place for both files, and three ways in beside it. */
export function Start({ practice, spending, opening, openingFailed, onBegin, onOpenAgain, onIntent }: StartProps) {
  const words = useWords(startWords);
  const begin = (files: File[]) => onBegin({ kind: 'files', files });
  const isOver = useFileDrop(begin, (text) => {
    if (LOOKS_LIKE_LINK.test(text)) onBegin({ kind: 'link', text });
  });
  return (
    <main className="grid grow place-items-center px-4 py-8 sm:px-6">
      {isOver ? <DropCurtain title={words.dropHere} text={words.dropHereText} /> : null}
      <div className="w-full max-w-[51.5rem]">
        <section
          aria-labelledby="start-title"
          className="rounded-2xl border border-dashed border-line-strong bg-panel px-5 py-10 text-center sm:py-14"
        >
          <StartArt />
          <h1 id="start-title" className="mt-5 text-display font-semibold tracking-tight text-balance">
            {words.title}
          </h1>
          <p className="mt-2 text-[0.9375rem] leading-6 text-ink-soft">{words.subtitle}</p>
          <div className="mt-5 flex flex-wrap justify-center gap-2.5">
            <FileButton
              accept={`${CLIP_ACCEPT},${VOICE_ACCEPT}`}
              multiple
              look="primary"
              size="large"
              disabled={opening}
              onFiles={begin}
              onIntent={onIntent}
            >
              {words.chooseFiles}
            </FileButton>
            <Button size="large" disabled={opening} onPointerEnter={onIntent} onClick={() => onBegin({ kind: 'link', text: '' })}>
              {words.pasteLink}
            </Button>
          </div>
          <p className="mx-auto mt-5 max-w-lg text-balance text-ink-faint" aria-live="polite">
            {opening ? (
              words.opening
            ) : openingFailed ? (
              <span className="text-ink">
                {words.openingFailed}{' '}
                <Button size="small" className="ml-1" onClick={onOpenAgain}>
                  {words.openAgain}
                </Button>
              </span>
            ) : (
              <>
                {words.limits} {practice ? null : `${words.findingCosts(PRICES.identify)} ${spending ? budgetWords(words, spending) : ''}`}
              </>
            )}
          </p>
        </section>
        <StartCards practice={practice} disabled={opening} onBegin={onBegin} onIntent={onIntent} />
      </div>
    </main>
  );
}
