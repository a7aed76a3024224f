import { formatTime, formatTimeShort } from '@/lib/domain/time';
import { msToPx, type TimelineScale, tickStep, ticks } from '@/lib/domain/timeline-scale';

interface RulerProps {
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly durationMs: number;
}

/** A label needs this much room before the right edge. */
const LABEL_PX = 28;
/** From here on tenths no longer tell two labels apart. */
const TENTH_MS = 100;

/** Times along the top. */
export function Ruler({ scale, widthPx, durationMs }: RulerProps) {
  'use memo';
  const { stepMs } = tickStep(scale, widthPx);
  const label = (ms: number) => (stepMs < TENTH_MS ? formatTime(ms) : formatTimeShort(ms, stepMs < 1_000 ? 'tenth' : 'second'));
  return (
    <div aria-hidden className="pointer-events-none relative h-6 overflow-x-clip">
      {ticks(scale, widthPx, durationMs).map(({ atMs, labelled }) => {
        const leftPx = msToPx(scale, atMs);
        return (
          <span
            key={atMs}
            className={`absolute bottom-0 w-px ${labelled ? 'h-1.5 bg-line-field' : 'h-1 bg-line'}`}
            style={{ left: leftPx }}
          >
            {labelled && leftPx + LABEL_PX <= widthPx ? (
              <span className="tabular absolute bottom-1.5 left-0 text-ink-faint text-tiny">{label(atMs)}</span>
            ) : null}
          </span>
        );
      })}
    </div>
  );
}
