'use client';

import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useElementSize } from '@/components/hooks/use-element-size';
import { fitsSideBySide } from '@/lib/domain/playback/playback-sync';
import { playerMessages } from '@/lib/i18n/player';
import { useMessages } from '@/lib/i18n/use-messages';

/** `off` shows the result alone. */
export type CompareMode = 'off' | 'wipe' | 'side-by-side';

interface CompareStageProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly companionRef: RefObject<HTMLVideoElement | null>;
  readonly src: string;
  /** The source video; `null` if it is not shown. */
  readonly companionSrc: string | null;
  readonly mode: CompareMode;
  /** Width divided by height. */
  readonly ratio: number;
  readonly onPress: () => void;
  /** Overlay for loading and error messages. */
  readonly children?: ReactNode;
}

const INITIAL_DIVIDER_PERCENT = 50;
/** Closer to an edge than this, a label would cover the small visible part of its video. */
const MIN_LABEL_SPACE_PERCENT = 14;

/** The result, and the source video over it or beside it. Both elements stay mounted in every mode, so that they keep their position and state. */
export function CompareStage({ videoRef, companionRef, src, companionSrc, mode, ratio, onPress, children }: CompareStageProps) {
  'use memo';
  const messages = useMessages(playerMessages);
  const containerRef = useRef<HTMLDivElement>(null);
  const { widthPx, heightPx } = useElementSize(containerRef);
  const [percent, setPercent] = useState(INITIAL_DIVIDER_PERCENT);
  const isComparing = companionSrc !== null && mode !== 'off';
  const isWiping = isComparing && mode === 'wipe';
  const isSideBySide = isComparing && mode === 'side-by-side';
  // Where the container has no fixed height (phones), the videos are stacked unless they are upright.
  const isStacked = isSideBySide && !(heightPx > 0 && widthPx >= 640 ? fitsSideBySide(widthPx, heightPx, ratio) : ratio < 1);
  const frameStyle = { aspectRatio: ratio, width: getWidth(ratio, isSideBySide, isStacked) };
  const frameClass = 'relative min-w-0 max-lg:max-h-[56dvh] lg:shadow-picture';
  const videoClass = 'size-full object-contain lg:rounded-xl';

  return (
    <div
      ref={containerRef}
      className="relative grid min-h-0 min-w-0 grow place-items-center overflow-x-clip bg-stage lg:p-5 lg:[container-type:size]"
    >
      <div className={isSideBySide ? `flex items-center justify-center gap-2 ${isStacked ? 'flex-col' : 'w-full'}` : 'contents'}>
        {companionSrc === null ? null : (
          <div
            // Over the result in wipe mode, before it side by side: the same element, so that it keeps its state.
            className={`${frameClass} ${isWiping ? 'z-10 col-start-1 row-start-1' : ''} ${isComparing ? '' : 'hidden'}`}
            style={isWiping ? { ...frameStyle, clipPath: `inset(0 ${100 - percent}% 0 0)` } : frameStyle}
          >
            <video
              ref={companionRef}
              src={companionSrc}
              muted
              playsInline
              preload="auto"
              aria-label={messages.before}
              onClick={onPress}
              className={`${videoClass} bg-black`}
            />
            <VideoLabel side="left" hidden={isWiping && percent < MIN_LABEL_SPACE_PERCENT}>
              {messages.before}
            </VideoLabel>
          </div>
        )}
        <div className={`${frameClass} ${isSideBySide ? '' : 'col-start-1 row-start-1'}`} style={frameStyle}>
          {/* Black background only where the box may be wider than the video: elsewhere rounding would show it as a line. */}
          {/* biome-ignore lint/a11y/useMediaCaption: the editor's own clip has no captions */}
          <video
            ref={videoRef}
            src={src}
            playsInline
            preload="auto"
            aria-label={messages.label}
            onClick={onPress}
            className={`${videoClass} max-lg:bg-black`}
          />
          {isComparing ? (
            <VideoLabel side={isWiping ? 'right' : 'left'} hidden={isWiping && percent > 100 - MIN_LABEL_SPACE_PERCENT}>
              {messages.after}
            </VideoLabel>
          ) : null}
        </div>
        {isWiping ? (
          <div className="group pointer-events-none relative z-20 col-start-1 row-start-1" style={frameStyle}>
            <div className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white" style={{ left: `${percent}%` }}>
              {/* The thumb has its own ring, because forced colours hide a slider's drawn thumb. */}
              <span className="absolute top-1/2 left-1/2 size-11 -translate-x-1/2 -translate-y-1/2 rounded-full outline-white group-has-focus-visible:outline-2" />
            </div>
            <input
              type="range"
              min={0}
              max={100}
              step={1}
              value={percent}
              onChange={(event) => setPercent(event.currentTarget.valueAsNumber)}
              aria-label={messages.divider}
              aria-valuetext={messages.dividerText(percent)}
              className="wipe-slider"
            />
          </div>
        ) : null}
      </div>
      {children}
    </div>
  );
}

/** CSS width that fits the video, or both side by side, into the container; full width if the container has no fixed height. */
function getWidth(ratio: number, isSideBySide: boolean, isStacked: boolean): string {
  const perHeight = ratio.toFixed(4);
  if (!isSideBySide) return `min(100cqw, calc(100cqh * ${perHeight}))`;
  const gap = '0.25rem';
  return isStacked ? `min(100cqw, calc((50cqh - ${gap}) * ${perHeight}))` : `min(calc(50cqw - ${gap}), calc(100cqh * ${perHeight}))`;
}

function VideoLabel({ side, hidden, children }: { side: 'left' | 'right'; hidden: boolean; children: ReactNode }) {
  'use memo';
  return (
    <span
      aria-hidden
      className={`pointer-events-none absolute top-3 rounded-md bg-[oklch(0_0_0/0.65)] px-2 py-0.5 font-medium text-small text-white transition-opacity duration-150 ${side === 'left' ? 'left-3' : 'right-3'} ${hidden ? 'opacity-0' : ''}`}
    >
      {children}
    </span>
  );
}
