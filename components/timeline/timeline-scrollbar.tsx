'use client';

import { Slider } from '@/components/ui/slider';
import { clamp } from '@/lib/domain/time';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useMessages } from '@/lib/i18n/use-messages';
import type { TimelineView } from './use-timeline-view';

interface TimelineScrollbarProps {
  readonly view: TimelineView;
  readonly durationMs: number;
  readonly widthPx: number;
}

const ARROW_KEY_SHARE = 0.1;
const PAGE_KEY_SHARE = 0.9;

/** Scrollbar of a zoomed timeline. */
export function TimelineScrollbar({ view, durationMs, widthPx }: TimelineScrollbarProps) {
  'use memo';
  const messages = useMessages(timelineMessages);
  const visibleMs = widthPx * view.scale.msPerPx;
  const maxOriginMs = Math.max(0, Math.round(durationMs - visibleMs));
  const originMs = clamp(Math.round(view.scale.originMs), 0, maxOriginMs);
  const endMs = Math.round(Math.min(durationMs, originMs + visibleMs));
  return (
    <Slider
      label={messages.scroll}
      minValue={0}
      maxValue={maxOriginMs}
      arrowKeyStep={Math.max(1, Math.round(visibleMs * ARROW_KEY_SHARE))}
      pageKeyStep={Math.max(1, Math.round(visibleMs * PAGE_KEY_SHARE))}
      thumbs={[
        { label: messages.scroll, value: originMs, minValue: 0, maxValue: maxOriginMs, valueText: messages.scrollText(originMs, endMs) },
      ]}
      onMove={(_index, toMs) => view.scrollTo(clamp(toMs, 0, maxOriginMs))}
    />
  );
}
