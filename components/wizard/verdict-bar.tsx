'use client';

import { Check, CircleAlert, Info } from 'lucide-react';
import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { setText } from '@/components/hooks/set-text';
import { useSubmitGuard } from '@/components/hooks/use-submit-guard';
import { DragPreviewContext } from '@/components/timeline/gestures/drag-preview-store';
import { Button } from '@/components/ui/button';
import type { ApiError } from '@/lib/client/requests/api-error';
import { bestPlacement, fixPlacement } from '@/lib/domain/best-placement';
import { getRangesOutside } from '@/lib/domain/people/person';
import { checkPlacement, PLACEMENT_LIMITS, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createTimeRange, getLengthMs, getOverlapMs } from '@/lib/domain/time';
import { type PlaceMessages, placeMessages } from '@/lib/i18n/place';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { ErrorNotice } from './error-notice';
import type { MissingPart } from './use-session';

interface VerdictBarProps {
  readonly ground: PlacementContext | null;
  readonly placement: Placement | null;
  readonly missing: MissingPart | null;
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
  /** Only `danger` and `unmodifiedAction` keep *Create* from being pressed: a warning never does. */
  readonly mayCreate: boolean;
  readonly what: string;
  readonly todo: string;
  /** What *Fix it* would make of it; `null` where nothing is wrong, or nothing would help. */
  readonly fix: Placement | null;
}

/** The rules' findings in one line: what is missing, else why nothing fits, else the first thing wrong, else how it fits. */
export function verdictOf(
  ground: PlacementContext | null,
  placement: Placement | null,
  missing: VerdictBarProps['missing'],
  words: PlaceMessages,
): Verdict {
  if (missing !== null) return { tone: 'plain', mayCreate: false, ...words.missing[missing], fix: null };
  if (ground === null) return { tone: 'plain', mayCreate: false, ...words.missing.video, fix: null };

  const best = bestPlacement(ground);
  if (best.kind === 'impossible') {
    const [first, ...rest] = best.reasons.map(words.impossible);
    return { tone: 'danger', mayCreate: false, what: first?.what ?? words.cannotFix, todo: sentences(words, first?.todo, rest), fix: null };
  }
  if (placement === null) return { tone: 'plain', mayCreate: false, what: words.notPlaced, todo: '', fix: best.placement };

  const found = checkPlacement(placement, ground);
  const errors = found.filter((issue) => issue.severity === 'error');
  const [first, ...rest] = (errors.length > 0 ? errors : found).map(words.issue);
  if (errors.length > 0 && first) {
    return {
      tone: 'danger',
      mayCreate: false,
      what: first.what,
      todo: sentences(words, first.todo, rest),
      fix: fixPlacement(placement, ground),
    };
  }

  const spoken = createTimeRange(placement.insertAtMs, placement.insertAtMs + placement.trimEndMs - placement.trimStartMs);
  const sharedMs = getOverlapMs(spoken, ground.face.window);
  const runs =
    sharedMs === getLengthMs(spoken)
      ? words.fitsWhole(spoken.startMs, spoken.endMs)
      : words.fitsPartly(spoken.startMs, spoken.endMs, sharedMs);
  // A person has other windows, but a job moves the mouth in one.
  const outside = ground.otherWindows ? getRangesOutside(ground.face.window, spoken) : [];
  const isSilent = placement.voiceVolume === PLACEMENT_LIMITS.minVolume;
  const how = words.sentences([
    runs,
    outside.length > 0 ? words.leavesWindow(outside) : undefined,
    isSilent ? words.silent(placement.originalVolume > PLACEMENT_LIMITS.minVolume) : undefined,
  ]);
  if (!first && isSilent) return { tone: 'warn', mayCreate: true, what: words.fits, todo: how, fix: null };
  if (!first) return { tone: 'good', mayCreate: true, what: words.fits, todo: how, fix: null };
  return { tone: 'warn', mayCreate: true, what: words.fits, todo: sentences(words, how, [first, ...rest]), fix: null };
}

function sentences(
  words: PlaceMessages,
  todo: string | undefined,
  rest: readonly { readonly what: string; readonly todo: string }[],
): string {
  return words.sentences([todo, ...rest.flatMap((finding) => [finding.what, finding.todo])]);
}

/** While a handle moves, the words change with every frame; they are read out once they have stood still this long. */
const SETTLE_MS = 700;

function useSettled(text: string): string {
  'use memo';
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** At the foot of every step, in the same place: how things stand in words, and the one primary action with its price. */
export function VerdictBar(props: VerdictBarProps) {
  'use memo';
  const {
    ground,
    placement,
    missing,
    priceMilliPtc,
    practice,
    creating,
    createError,
    outcome = createError,
    onFix,
    onCreate,
    onBack,
  } = props;
  const words = useMessages(placeMessages);
  // A drag in the timeline never makes a placement any less legal, so the button waits for its end; the words do not.
  const { mayCreate } = verdictOf(ground, placement, missing, words);
  const create = useSubmitGuard(onCreate, { busy: creating, outcome });
  const failed = createError !== null && !creating ? createError : null;

  return (
    <section
      aria-label={words.verdictLabel}
      className="flex flex-col gap-3 border-line border-t bg-panel px-4 py-3 sm:min-h-16 sm:flex-row sm:items-center sm:gap-5 lg:px-5"
    >
      <div className="flex min-w-0 grow flex-col gap-3">
        {failed && <ErrorNotice error={failed} practice={practice} onRetry={mayCreate ? create : undefined} />}
        <VerdictLine ground={ground} placement={placement} missing={missing} isShown={!(failed && mayCreate)} onFix={onFix} />
      </div>
      <div className="flex shrink-0 items-center gap-2">
        {/* The first step has nothing before it; the room is kept, so that what stands beside it stays where it is. */}
        <Button variant="quiet" size="large" disabled={!onBack} onClick={onBack} className={onBack ? '' : 'sm:invisible'}>
          {words.back}
        </Button>
        <Button
          variant="primary"
          size="large"
          data-tour="create"
          disabled={!mayCreate}
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

interface VerdictLineProps extends Pick<VerdictBarProps, 'ground' | 'placement' | 'missing' | 'onFix'> {
  readonly isShown: boolean;
}

/** The words alone: they go along with what is held, and nothing around them does. */
function VerdictLine({ ground, placement: settled, missing, isShown, onFix }: VerdictLineProps) {
  'use memo';
  const live = useContext(DragPreviewContext);
  const words = useMessages(placeMessages);
  const gap = useSentenceGap();
  /** Only once a hold makes more of a difference than other words. */
  const [held, setHeld] = useState<Placement | null>(null);
  const lineRef = useRef<HTMLDivElement>(null);
  const whatRef = useRef<HTMLElement>(null);
  const todoRef = useRef<HTMLSpanElement>(null);
  /** As it was laid out last; 0 until it has been. Asking for it when a hold begins would have the page laid out twice. */
  const heightPx = useRef(0);
  const { tone, what, todo, fix } = verdictOf(ground, held ?? settled, missing, words);
  const spoken = useSettled(words.sentences([what, todo]));

  useEffect(() => {
    // With another verdict the line is another one.
    void what;
    if (!isShown || !lineRef.current || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(([entry]) => {
      heightPx.current = entry?.borderBoxSize[0]?.blockSize ?? 0;
    });
    observer.observe(lineRef.current);
    return () => observer.disconnect();
  }, [what, isShown]);
  const follow = useEffectEvent((placement: Placement) => {
    const next = verdictOf(ground, placement, missing, words);
    if (next.tone !== tone || (next.fix === null) !== (fix === null)) return setHeld(placement);
    keepSize(lineRef.current, heightPx.current);
    setText(whatRef.current, next.what);
    setText(todoRef.current, next.todo);
  });
  useEffect(() => {
    const stopFollowing = live.subscribeLowPriority((placement) => follow(placement));
    const stop = live.subscribe(() => {
      if (live.get() !== null) return;
      letSizeGo(lineRef.current);
      setHeld(null);
    });
    return () => {
      stopFollowing();
      stop();
    };
  }, [live]);

  return (
    <>
      <p role="status" aria-live="polite" className="sr-only">
        {spoken}
      </p>
      {isShown && (
        // Another verdict is another line: none of its words slides to a new place.
        <div key={what}>
          <div ref={lineRef} className="flex items-start gap-2.5 sm:items-center">
            <VerdictMark tone={tone} />
            <p className="tabular min-w-0 text-ink-soft">
              <strong ref={whatRef} className="font-semibold text-ink">
                {what}
              </strong>
              {gap}
              <span ref={todoRef}>{todo}</span>
              {fix && (
                <>
                  {' '}
                  <button
                    type="button"
                    onClick={() => onFix(fix)}
                    className="inline-flex min-h-6 cursor-pointer items-center font-semibold text-ink underline underline-offset-3"
                  >
                    {words.fixIt}
                  </button>
                </>
              )}
            </p>
          </div>
        </div>
      )}
    </>
  );
}

/** While it is written to many times a second, it keeps its size: then nothing around it is laid out for its words. */
function keepSize(line: HTMLElement | null, heightPx: number): void {
  if (line === null || line.style.contain !== '') return;
  line.style.height = `${heightPx || line.offsetHeight}px`;
  line.style.contain = 'size layout';
}

function letSizeGo(line: HTMLElement | null): void {
  line?.style.removeProperty('height');
  line?.style.removeProperty('contain');
}

const MARKS = {
  good: { colour: 'bg-good-soft text-good', Icon: Check },
  warn: { colour: 'bg-warn-soft text-warn', Icon: CircleAlert },
  danger: { colour: 'bg-danger-soft text-danger', Icon: CircleAlert },
  plain: { colour: 'bg-raised text-ink-soft', Icon: Info },
} as const;

function VerdictMark({ tone }: { tone: Verdict['tone'] }) {
  'use memo';
  const { colour, Icon } = MARKS[tone];
  return (
    <span aria-hidden className={`grid size-5 shrink-0 place-items-center rounded-full ${colour}`}>
      <Icon className="size-3" strokeWidth={3} />
    </span>
  );
}
