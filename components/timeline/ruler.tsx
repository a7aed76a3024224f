import { formatTime, formatTimeShort } from '@/lib/domain/time';
import { msToPx, type TimelineScale, tickStep, ticks } from '@/lib/domain/timeline-scale';
import { crisp } from './pixels';

interface RulerProps {
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly durationMs: number;
}

/** A label needs this much room before the right edge. */
const LABEL_PX = 28;
/** How high a tick is at a label, and between two. */
const STEP_PX = 6;
const PART_PX = 4;
/** From here on tenths no longer tell two labels apart. */
const TENTH_MS = 100;

/** Times along the top. */
export function Ruler({ scale, widthPx, durationMs }: RulerProps) {
  'use memo';
  const { stepMs } = tickStep(scale, widthPx);
  const label = (ms: number) => (stepMs < TENTH_MS ? formatTime(ms) : formatTimeShort(ms, stepMs < 1_000 ? 'tenth' : 'second'));
  const marks = ticks(scale, widthPx, durationMs).map(({ atMs, labelled }) => ({ atMs, labelled, leftPx: msToPx(scale, atMs) }));
  const [steps, parts] = [marks.filter(({ labelled }) => labelled), marks.filter(({ labelled }) => !labelled)];
  return (
    <div aria-hidden className="pointer-events-none relative h-6 overflow-x-clip">
      {/* Two drawings, however many ticks there are: each that is an element of its own has to be styled, laid out and painted. */}
      <svg aria-hidden width="100%" height={STEP_PX} className="absolute bottom-0 left-0" shapeRendering="crispEdges">
        <path className="stroke-line" d={linesAt(parts, PART_PX)} />
        <path className="stroke-line-field" d={linesAt(steps, STEP_PX)} />
      </svg>
      {steps.map(({ atMs, leftPx }) =>
        leftPx + LABEL_PX <= widthPx ? (
          <span key={atMs} className="tabular absolute bottom-1.5 text-ink-faint text-tiny" style={{ left: leftPx }}>
            {label(atMs)}
          </span>
        ) : null,
      )}
    </div>
  );
}

/** Upright lines a pixel wide, each standing on the ruler's foot. */
function linesAt(marks: readonly { readonly leftPx: number }[], heightPx: number): string {
  return marks.map(({ leftPx }) => `M${crisp(leftPx) + 0.5} ${STEP_PX}v${-heightPx}`).join('');
}
