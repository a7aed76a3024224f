'use client';

import { Check, CircleAlert, Info } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLivePlacement } from '@/components/timeline/live-placement';
import { Button } from '@/components/ui/button';
import { useOnePress } from '@/components/ui/use-one-press';
import type { ApiError } from '@/lib/client/api-error';
import { bestPlacement, fixPlacement } from '@/lib/domain/best-placement';
import { outsideOf } from '@/lib/domain/person';
import { checkPlacement, type Placement, type PlacementGround } from '@/lib/domain/placement';
import { lengthMs, overlapMs, timeRange } from '@/lib/domain/time';
import { type PlaceWords, placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import { ErrorNotice } from './error-notice';

interface VerdictBarProps {
  readonly ground: PlacementGround | null;
  readonly placement: Placement | null;
  readonly missing: 'face' | 'voice' | 'video' | null;
  readonly priceMilliPtc: number;
  readonly practice: boolean;
  readonly creating: boolean;
  readonly createError: ApiError | null;
  /** How the last press failed, if it did, also where that is told elsewhere: the press after it is one of its own, however soon it comes. */
  readonly outcome?: ApiError | null;
  readonly onFix: (placement: Placement) => void;
  readonly onCreate: () => void;
  readonly onBack?: (() => void) | undefined;
}

export interface Verdict {
  readonly tone: 'good' | 'warn' | 'danger' | 'plain';
  /** Only `danger` and `plain` keep *Create* from being pressed: a warning never does. */
  readonly mayCreate: boolean;
  readonly what: string;
  readonly todo: string;
  /** What *Fix it* would make of it; `null` where nothing is wrong, or nothing would help. */
  readonly fix: Placement | null;
}

/** The rules' findings in one line: what is missing, else why nothing fits, else the first thing wrong, else how it fits. */
export function verdictOf(
  ground: PlacementGround | null,
  placement: Placement | null,
  missing: VerdictBarProps['missing'],
  words: PlaceWords,
): Verdict {
  if (missing !== null) return { tone: 'plain', mayCreate: false, ...words.missing[missing], fix: null };
  if (ground === null) return { tone: 'plain', mayCreate: false, ...words.missing.video, fix: null };

  const best = bestPlacement(ground);
  if (best.kind === 'impossible') {
    const [first, ...rest] = best.reasons.map(words.impossible);
    return { tone: 'danger', mayCreate: false, what: first?.what ?? words.cannotFix, todo: sentences(first?.todo, rest), fix: null };
  }
  if (placement === null) return { tone: 'plain', mayCreate: false, what: words.notPlaced, todo: '', fix: best.placement };

  const found = checkPlacement(placement, ground);
  const errors = found.filter((issue) => issue.severity === 'error');
  const [first, ...rest] = (errors.length > 0 ? errors : found).map(words.issue);
  if (errors.length > 0 && first) {
    return { tone: 'danger', mayCreate: false, what: first.what, todo: sentences(first.todo, rest), fix: fixPlacement(placement, ground) };
  }

  const spoken = timeRange(placement.insertAtMs, placement.insertAtMs + placement.trimEndMs - placement.trimStartMs);
  const sharedMs = overlapMs(spoken, ground.face.window);
  const runs =
    sharedMs === lengthMs(spoken)
      ? words.fitsWhole(spoken.startMs, spoken.endMs)
      : words.fitsPartly(spoken.startMs, spoken.endMs, sharedMs);
  // A person has other windows, but a job moves the mouth in one.
  const outside = ground.otherWindows ? outsideOf(ground.face.window, spoken) : [];
  const how = outside.length > 0 ? `${runs} ${words.leavesWindow(outside)}` : runs;
  if (!first) return { tone: 'good', mayCreate: true, what: words.fits, todo: how, fix: null };
  return { tone: 'warn', mayCreate: true, what: words.fits, todo: `${how} ${sentences(undefined, [first, ...rest])}`, fix: null };
}

function sentences(todo: string | undefined, rest: readonly { readonly what: string; readonly todo: string }[]): string {
  return [todo, ...rest.flatMap((finding) => [finding.what, finding.todo])].filter(Boolean).join(' ');
}

/** While a handle moves, the words change with every frame; they are read out once they have stood still this long. */
const SETTLE_MS = 700;
/** The words follow a drag in the timeline this closely. */
const FOLLOW_MS = 100;

function useSettled(text: string): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** At the foot of every step, in the same place: how things stand in words, and the one primary action with its price. */
export function VerdictBar(props: VerdictBarProps) {
  const { ground, missing, priceMilliPtc, practice, creating, createError, outcome = createError, onFix, onCreate, onBack } = props;
  const placement = useLivePlacement(props.placement, FOLLOW_MS);
  const words = useWords(placeWords);
  const verdict = verdictOf(ground, placement, missing, words);
  const spoken = useSettled(`${verdict.what} ${verdict.todo}`.trim());
  const create = useOnePress(onCreate, { busy: creating, outcome });
  const { fix } = verdict;

  return (
    <section
      aria-label={words.verdictLabel}
      className="flex flex-col gap-3 border-line border-t bg-panel px-4 py-3 sm:min-h-16 sm:flex-row sm:items-center sm:gap-5 lg:px-5"
    >
      <p role="status" aria-live="polite" className="sr-only">
        {spoken}
      </p>
      <div className="flex min-w-0 grow flex-col gap-3">
        {createError && !creating && (
          <ErrorNotice error={createError} practice={practice} onRetry={verdict.mayCreate ? create : undefined} />
        )}
        {!(createError && !creating && verdict.mayCreate) && (
          <div className="flex items-start gap-2.5 sm:items-center">
            <VerdictMark tone={verdict.tone} />
            <p className="tabular min-w-0 text-ink-soft">
              <strong className="font-semibold text-ink">{verdict.what}</strong> {verdict.todo}{' '}
              {fix && (
                <button
                  type="button"
                  onClick={() => onFix(fix)}
                  className="inline-flex min-h-6 cursor-pointer items-center font-semibold text-ink underline underline-offset-3"
                >
                  {words.fixIt}
                </button>
              )}
            </p>
          </div>
        )}
      </div>
      <div className="flex shrink-0 items-center gap-2">
        {onBack && (
          <Button look="quiet" size="large" onClick={onBack}>
            {words.back}
          </Button>
        )}
        <Button
          look="primary"
          size="large"
          disabled={!verdict.mayCreate}
          aria-disabled={creating || undefined}
          // Not `disabled` while it is on its way, so that the focus stays where it is.
          onClick={create}
          className="grow max-sm:min-h-12 sm:grow-0"
        >
          {creating ? words.creating : practice ? words.createPractice : words.create(priceMilliPtc)}
        </Button>
      </div>
    </section>
  );
}

const MARKS = {
  good: { colour: 'bg-good-soft text-good', Icon: Check },
  warn: { colour: 'bg-warn-soft text-warn', Icon: CircleAlert },
  danger: { colour: 'bg-danger-soft text-danger', Icon: CircleAlert },
  plain: { colour: 'bg-raised text-ink-soft', Icon: Info },
} as const;

function VerdictMark({ tone }: { tone: Verdict['tone'] }) {
  const { colour, Icon } = MARKS[tone];
  return (
    <span aria-hidden className={`grid size-5 shrink-0 place-items-center rounded-full ${colour}`}>
      <Icon className="size-3" strokeWidth={3} />
    </span>
  );
}
