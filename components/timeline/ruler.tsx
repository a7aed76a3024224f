import { formatTime, formatTimeShort } from '@/lib/domain/time';
import { getTickStep, getTicks, msToPx, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';
import { snapToDevicePixel } from './device-pixels';

interface RulerProps {
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly durationMs: number;
}

const MIN_LABEL_SPACE_PX = 28;
const LABELLED_TICK_PX = 6;
const MINOR_TICK_PX = 4;
/** Below this label distance, tenths of a second no longer differ. */
const HUNDREDTH_LABEL_BELOW_MS = 100;

export function Ruler({ scale, widthPx, durationMs }: RulerProps) {
  'use memo';
  const { stepMs } = getTickStep(scale, widthPx);
  const label = (ms: number) =>
    stepMs < HUNDREDTH_LABEL_BELOW_MS ? formatTime(ms) : formatTimeShort(ms, stepMs < 1_000 ? 'tenth' : 'second');
  const tickMarks = getTicks(scale, widthPx, durationMs).map(({ atMs, labelled }) => ({ atMs, labelled, leftPx: msToPx(scale, atMs) }));
  const [labelledTicks, minorTicks] = [tickMarks.filter(({ labelled }) => labelled), tickMarks.filter(({ labelled }) => !labelled)];
  return (
    <div aria-hidden className="pointer-events-none relative h-6 overflow-x-clip">
      {/* All ticks are two SVG paths, because one element per tick would be styled, laid out and painted separately. */}
      <svg aria-hidden width="100%" height={LABELLED_TICK_PX} className="absolute bottom-0 left-0" shapeRendering="crispEdges">
        <path className="stroke-line" d={getTickPath(minorTicks, MINOR_TICK_PX)} />
        <path className="stroke-line-field" d={getTickPath(labelledTicks, LABELLED_TICK_PX)} />
      </svg>
      {labelledTicks.map(({ atMs, leftPx }) =>
        leftPx + MIN_LABEL_SPACE_PX <= widthPx ? (
          <span key={atMs} className="tabular absolute bottom-1.5 text-ink-faint text-tiny" style={{ left: leftPx }}>
            {label(atMs)}
          </span>
        ) : null,
      )}
    </div>
  );
}

/** Path of vertical lines, one pixel wide, that start at the bottom of the ruler. */
function getTickPath(tickMarks: readonly { readonly leftPx: number }[], heightPx: number): string {
  return tickMarks.map(({ leftPx }) => `M${snapToDevicePixel(leftPx) + 0.5} ${LABELLED_TICK_PX}v${-heightPx}`).join('');
}
