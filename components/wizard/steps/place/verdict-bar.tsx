'use client';

import { Check, CircleAlert, Info } from 'lucide-react';
import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { setText } from '@/components/hooks/set-text';
import { useSubmitGuard } from '@/components/hooks/use-submit-guard';
import { ErrorNotice } from '@/components/shell/error-notice';
import { DragPreviewContext } from '@/components/timeline/gestures/drag-preview-store';
import { Button } from '@/components/ui/button';
import type { MissingInput } from '@/components/wizard/session/use-session';
import type { ApiError } from '@/lib/client/requests/api-error';
import { bestPlacement, fixPlacement } from '@/lib/domain/best-placement';
import { getRangesOutside } from '@/lib/domain/people/person';
import { checkPlacement, PLACEMENT_LIMITS, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createTimeRange, getLengthMs, getOverlapMs } from '@/lib/domain/time';
import { type PlaceMessages, placeMessages } from '@/lib/i18n/place';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';

interface VerdictBarProps {
  readonly placementContext: PlacementContext | null;
  readonly placement: Placement | null;
  readonly missingInput: MissingInput | null;
  readonly priceMilliPtc: number;
  readonly practice: boolean;
  readonly isCreating: boolean;
  readonly createError: ApiError | null;
  /** The last submission's error, even if it is shown elsewhere: it enables an immediate retry. */
  readonly lastError?: ApiError | null;
  readonly onFix: (placement: Placement) => void;
  readonly onCreate: () => void;
  readonly onBack?: (() => void) | undefined;
}

export interface PlacementVerdict {
  readonly tone: 'good' | 'warn' | 'danger' | 'plain';
  /** Only errors disable *Create*; warnings do not. */
  readonly mayCreate: boolean;
  readonly what: string;
  readonly todo: string;
  /** The placement that *Fix it* applies; `null` if nothing is wrong or no fix exists. */
  readonly fix: Placement | null;
}

/** Summarises the rules' findings in one line: the missing input, else why nothing fits, else the first problem, else how it fits. */
export function getVerdict(
  placementContext: PlacementContext | null,
  placement: Placement | null,
  missingInput: VerdictBarProps['missingInput'],
  messages: PlaceMessages,
): PlacementVerdict {
  if (missingInput !== null) return { tone: 'plain', mayCreate: false, ...messages.missing[missingInput], fix: null };
  if (placementContext === null) return { tone: 'plain', mayCreate: false, ...messages.missing.video, fix: null };

  const best = bestPlacement(placementContext);
  if (best.kind === 'impossible') {
    const [first, ...rest] = best.reasons.map(messages.impossible);
    return {
      tone: 'danger',
      mayCreate: false,
      what: first?.what ?? messages.cannotFix,
      todo: joinSentences(messages, first?.todo, rest),
      fix: null,
    };
  }
  if (placement === null) return { tone: 'plain', mayCreate: false, what: messages.notPlaced, todo: '', fix: best.placement };

  const issues = checkPlacement(placement, placementContext);
  const errors = issues.filter((issue) => issue.severity === 'error');
  const [first, ...rest] = (errors.length > 0 ? errors : issues).map(messages.issue);
  if (errors.length > 0 && first) {
    return {
      tone: 'danger',
      mayCreate: false,
      what: first.what,
      todo: joinSentences(messages, first.todo, rest),
      fix: fixPlacement(placement, placementContext),
    };
  }

  const voiceRange = createTimeRange(placement.insertAtMs, placement.insertAtMs + placement.trimEndMs - placement.trimStartMs);
  const voiceOverlapMs = getOverlapMs(voiceRange, placementContext.face.window);
  const fitMessage =
    voiceOverlapMs === getLengthMs(voiceRange)
      ? messages.fitsWhole(voiceRange.startMs, voiceRange.endMs)
      : messages.fitsPartly(voiceRange.startMs, voiceRange.endMs, voiceOverlapMs);
  // A person can have several windows, but a job animates the mouth in one.
  const outsideRanges = placementContext.otherWindows ? getRangesOutside(placementContext.face.window, voiceRange) : [];
  const isSilent = placement.voiceVolume === PLACEMENT_LIMITS.minVolume;
  const fitMessages = messages.sentences([
    fitMessage,
    outsideRanges.length > 0 ? messages.leavesWindow(outsideRanges) : undefined,
    isSilent ? messages.silent(placement.originalVolume > PLACEMENT_LIMITS.minVolume) : undefined,
  ]);
  if (!first && isSilent) return { tone: 'warn', mayCreate: true, what: messages.fits, todo: fitMessages, fix: null };
  if (!first) return { tone: 'good', mayCreate: true, what: messages.fits, todo: fitMessages, fix: null };
  return { tone: 'warn', mayCreate: true, what: messages.fits, todo: joinSentences(messages, fitMessages, [first, ...rest]), fix: null };
}

function joinSentences(
  messages: PlaceMessages,
  todo: string | undefined,
  rest: readonly { readonly what: string; readonly todo: string }[],
): string {
  return messages.sentences([todo, ...rest.flatMap((finding) => [finding.what, finding.todo])]);
}

/** The text changes with every frame of a drag; screen readers announce it after it is stable for this long. */
const ANNOUNCE_DEBOUNCE_MS = 700;

function useDebounced(text: string): string {
  'use memo';
  const [debounced, setDebounced] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(text), ANNOUNCE_DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return debounced;
}

/** Bar at the bottom of every step: the verdict in words, and the primary action with its price. */
export function VerdictBar(props: VerdictBarProps) {
  'use memo';
  const {
    placementContext,
    placement,
    missingInput,
    priceMilliPtc,
    practice,
    isCreating,
    createError,
    lastError = createError,
    onFix,
    onCreate,
    onBack,
  } = props;
  const messages = useMessages(placeMessages);
  // A drag cannot make a placement less valid, so the button updates at the end of the drag; the text updates during it.
  const { mayCreate } = getVerdict(placementContext, placement, missingInput, messages);
  const create = useSubmitGuard(onCreate, { busy: isCreating, outcome: lastError });
  const shownError = createError !== null && !isCreating ? createError : null;

  return (
    <section
      aria-label={messages.verdictLabel}
      className="flex flex-col gap-3 border-line border-t bg-panel px-4 py-3 sm:min-h-16 sm:flex-row sm:items-center sm:gap-5 lg:px-5"
    >
      <div className="flex min-w-0 grow flex-col gap-3">
        {shownError && <ErrorNotice error={shownError} practice={practice} onRetry={mayCreate ? create : undefined} />}
        <VerdictLine
          placementContext={placementContext}
          placement={placement}
          missingInput={missingInput}
          isShown={!(shownError && mayCreate)}
          onFix={onFix}
        />
      </div>
      <div className="flex shrink-0 items-center gap-2">
        {/* The first step has no Back, but its space stays reserved to avoid a layout shift. */}
        <Button variant="quiet" size="large" disabled={!onBack} onClick={onBack} className={onBack ? '' : 'sm:invisible'}>
          {messages.back}
        </Button>
        <Button
          variant="primary"
          size="large"
          data-tour="create"
          disabled={!mayCreate}
          aria-disabled={isCreating || undefined}
          // Not `disabled` while pending, because a disabled button loses the focus.
          onClick={create}
          className="grow max-sm:min-h-12 sm:grow-0"
        >
          {isCreating ? messages.creating : practice ? messages.createPractice : messages.create(priceMilliPtc)}
        </Button>
      </div>
    </section>
  );
}

interface VerdictLineProps extends Pick<VerdictBarProps, 'placementContext' | 'placement' | 'missingInput' | 'onFix'> {
  readonly isShown: boolean;
}

/** The verdict's text, which alone renders during a drag. */
function VerdictLine({ placementContext, placement: committedPlacement, missingInput, isShown, onFix }: VerdictLineProps) {
  'use memo';
  const dragPreview = useContext(DragPreviewContext);
  const messages = useMessages(placeMessages);
  const sentenceGap = useSentenceGap();
  /** Set only when the drag changes the kind of verdict. */
  const [previewPlacement, setPreviewPlacement] = useState<Placement | null>(null);
  const lineRef = useRef<HTMLDivElement>(null);
  const whatRef = useRef<HTMLElement>(null);
  const todoRef = useRef<HTMLSpanElement>(null);
  /** The height at the last layout, 0 before it. Reading it at the start of a drag would force a second layout. */
  const heightPx = useRef(0);
  const { tone, what, todo, fix } = getVerdict(placementContext, previewPlacement ?? committedPlacement, missingInput, messages);
  const announcement = useDebounced(messages.sentences([what, todo]));

  useEffect(() => {
    // The effect depends on the kind of verdict.
    void what;
    if (!isShown || !lineRef.current || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(([entry]) => {
      heightPx.current = entry?.borderBoxSize[0]?.blockSize ?? 0;
    });
    observer.observe(lineRef.current);
    return () => observer.disconnect();
  }, [what, isShown]);
  const updateLine = useEffectEvent((placement: Placement) => {
    const next = getVerdict(placementContext, placement, missingInput, messages);
    if (next.tone !== tone || (next.fix === null) !== (fix === null)) return setPreviewPlacement(placement);
    lockHeight(lineRef.current, heightPx.current);
    setText(whatRef.current, next.what);
    setText(todoRef.current, next.todo);
  });
  useEffect(() => {
    const unsubscribePlacement = dragPreview.subscribeLowPriority((placement) => updateLine(placement));
    const unsubscribeEnd = dragPreview.subscribe(() => {
      if (dragPreview.get() !== null) return;
      unlockHeight(lineRef.current);
      setPreviewPlacement(null);
    });
    return () => {
      unsubscribePlacement();
      unsubscribeEnd();
    };
  }, [dragPreview]);

  return (
    <>
      <p role="status" aria-live="polite" className="sr-only">
        {announcement}
      </p>
      {isShown && (
        // The key remounts the line for another verdict, so that its text does not animate to a new position.
        <div key={what}>
          <div ref={lineRef} className="flex items-start gap-2.5 sm:items-center">
            <VerdictIcon tone={tone} />
            <p className="tabular min-w-0 text-ink-soft">
              <strong ref={whatRef} className="font-semibold text-ink">
                {what}
              </strong>
              {sentenceGap}
              <span ref={todoRef}>{todo}</span>
              {fix && (
                <>
                  {' '}
                  <button
                    type="button"
                    onClick={() => onFix(fix)}
                    className="inline-flex min-h-6 cursor-pointer items-center font-semibold text-ink underline underline-offset-3"
                  >
                    {messages.fixIt}
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

/** Fixes the line's height during a drag, so that its text changes cause no layout outside it. */
function lockHeight(line: HTMLElement | null, heightPx: number): void {
  if (line === null || line.style.contain !== '') return;
  line.style.height = `${heightPx || line.offsetHeight}px`;
  line.style.contain = 'size layout';
}

function unlockHeight(line: HTMLElement | null): void {
  line?.style.removeProperty('height');
  line?.style.removeProperty('contain');
}

const TONE_ICONS = {
  good: { colour: 'bg-good-soft text-good', Icon: Check },
  warn: { colour: 'bg-warn-soft text-warn', Icon: CircleAlert },
  danger: { colour: 'bg-danger-soft text-danger', Icon: CircleAlert },
  plain: { colour: 'bg-raised text-ink-soft', Icon: Info },
} as const;

function VerdictIcon({ tone }: { tone: PlacementVerdict['tone'] }) {
  'use memo';
  const { colour: colorClass, Icon } = TONE_ICONS[tone];
  return (
    <span aria-hidden className={`grid size-5 shrink-0 place-items-center rounded-full ${colorClass}`}>
      <Icon className="size-3" strokeWidth={3} />
    </span>
  );
}
