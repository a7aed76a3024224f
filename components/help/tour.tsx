'use client';

import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useOverlayPosition } from 'react-aria/useOverlayPosition';
import { createPortal } from 'react-dom';
import { Button } from '@/components/ui/button';
import { helpMessages } from '@/lib/i18n/help';
import { useMessages } from '@/lib/i18n/use-messages';

/** Values of `data-tour` on the described elements. */
const TOUR_STOPS = ['face', 'voice', 'play', 'create'] as const;
type TourStop = (typeof TOUR_STOPS)[number];

/** A narrow page has not enough space beside the element. */
const isWide = () => window.matchMedia('(min-width: 64rem)').matches;

const CARD_PLACEMENTS = { face: 'left top', voice: 'top', play: 'top start', create: 'top end' } as const;

/**
 * Four hints, each beside the element that it describes. The page stays usable; Esc, the close button or the last Next ends the tour. Stops that are not
 * on the page are skipped.
 */
export function Tour({ onEnd }: { onEnd: () => void }) {
  const [step, setStep] = useState(0);
  const [target, setTarget] = useState<Element | null>(null);
  const stop = TOUR_STOPS[step];

  useEffect(() => {
    const stopElement = document.querySelector(`[data-tour="${stop}"]`);
    if (stopElement === null) {
      if (step + 1 < TOUR_STOPS.length) setStep(step + 1);
      else onEnd();
      return;
    }
    // On a phone the sticky footer would hide an element near the bottom.
    stopElement.scrollIntoView({ block: isWide() ? 'nearest' : 'center' });
    stopElement.setAttribute('data-tour-now', '');
    setTarget(stopElement);
    return () => stopElement.removeAttribute('data-tour-now');
  }, [step, stop, onEnd]);

  if (target === null || stop === undefined) return null;
  return createPortal(
    // The key remounts the card at each stop to position it.
    <TourCard
      key={stop}
      stop={stop}
      step={step}
      target={target}
      onNext={() => (step + 1 < TOUR_STOPS.length ? setStep(step + 1) : onEnd())}
      onEnd={onEnd}
    />,
    document.body,
  );
}

interface TourCardProps {
  readonly stop: TourStop;
  readonly step: number;
  readonly target: Element;
  readonly onNext: () => void;
  readonly onEnd: () => void;
}

function TourCard({ stop, step, target, onNext, onEnd }: TourCardProps) {
  const messages = useMessages(helpMessages);
  const titleId = useId();
  const targetRef = useRef(target);
  const overlayRef = useRef<HTMLDivElement>(null);
  const { overlayProps } = useOverlayPosition({
    targetRef,
    overlayRef,
    isOpen: true,
    placement: isWide() ? CARD_PLACEMENTS[stop] : 'top',
    offset: 14,
    containerPadding: 12,
  });
  const { title, text } = messages.tour[stop];
  return (
    <div
      {...overlayProps}
      ref={overlayRef}
      role="dialog"
      // Not modal: the page's shortcuts keep working while the card has focus.
      aria-modal={false}
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onEnd();
      }}
      className="w-72 max-w-[calc(100vw-1.5rem)] rounded-xl border border-line-strong bg-panel p-4 text-ink shadow-picture"
    >
      <div className="flex items-start gap-2">
        <h2 id={titleId} className="grow font-semibold text-large">
          {title}
        </h2>
        <button
          type="button"
          aria-label={messages.tourLeave}
          onClick={onEnd}
          className="-m-1.5 grid size-7 shrink-0 cursor-pointer place-items-center rounded-lg text-ink-soft hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <p className="mt-1 text-ink-soft">{text}</p>
      <div className="mt-3 flex items-center justify-between">
        <span className="tabular text-ink-faint text-small">{messages.tourStep(step + 1, TOUR_STOPS.length)}</span>
        <Button size="small" autoFocus onClick={onNext}>
          {step + 1 < TOUR_STOPS.length ? messages.tourNext : messages.tourDone}
        </Button>
      </div>
    </div>
  );
}
