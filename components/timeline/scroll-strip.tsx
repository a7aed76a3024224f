'use client';

import { Slider } from '@/components/ui/slider';
import { clamp } from '@/lib/domain/time';
import { timelineWords } from '@/lib/i18n/timeline';
import { useWords } from '@/lib/i18n/use-words';
import type { TimelineView } from './use-timeline-view';

interface ScrollStripProps {
  readonly view: TimelineView;
  readonly durationMs: number;
  readonly widthPx: number;
}

const KEY_SHARE = 0.1;
const PAGE_SHARE = 0.9;

/** Under the lanes, in a closer look: which part of the clip is on show. */
export function ScrollStrip({ view, durationMs, widthPx }: ScrollStripProps) {
  'use memo';
  const words = useWords(timelineWords);
  const shownMs = widthPx * view.scale.msPerPx;
  const lastMs = Math.max(0, Math.round(durationMs - shownMs));
  const originMs = clamp(Math.round(view.scale.originMs), 0, lastMs);
  const endMs = Math.round(Math.min(durationMs, originMs + shownMs));
  return (
    <Slider
      label={words.scroll}
      minValue={0}
      maxValue={lastMs}
      keyStep={Math.max(1, Math.round(shownMs * KEY_SHARE))}
      pageStep={Math.max(1, Math.round(shownMs * PAGE_SHARE))}
      thumbs={[{ label: words.scroll, value: originMs, minValue: 0, maxValue: lastMs, valueText: words.scrollText(originMs, endMs) }]}
      onMove={(_index, toMs) => view.scrollTo(clamp(toMs, 0, lastMs))}
    />
  );
}
