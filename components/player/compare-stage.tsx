'use client';

import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useSize } from '@/components/ui/use-size';
import { fitsBeside } from '@/lib/domain/twin-sync';
import { playerWords } from '@/lib/i18n/player';
import { useWords } from '@/lib/i18n/use-words';

/** `off`: the result alone. */
export type CompareMode = 'off' | 'wipe' | 'side-by-side';

interface CompareStageProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly twinRef: RefObject<HTMLVideoElement | null>;
  readonly src: string;
  /** What it was made of; `null` where it is not shown. */
  readonly twinSrc: string | null;
  readonly mode: CompareMode;
  /** Width by height. */
  readonly ratio: number;
  readonly onPress: () => void;
  /** Over the pictures: that they load, or that they cannot be shown. */
  readonly children?: ReactNode;
}

const HALF = 50;
/** Nearer to an edge than this, the name of what is hardly to be seen there would cover what is. */
const NAME_ROOM_PERCENT = 14;

/**
 * The result's picture, and the one from before over it or beside it. Both elements stay where they are whatever the mode is, so that
 * neither loses its place.
 */
export function CompareStage({ videoRef, twinRef, src, twinSrc, mode, ratio, onPress, children }: CompareStageProps) {
  'use memo';
  const words = useWords(playerWords);
  const roomRef = useRef<HTMLDivElement>(null);
  const { widthPx, heightPx } = useSize(roomRef);
  const [percent, setPercent] = useState(HALF);
  const compares = twinSrc !== null && mode !== 'off';
  const wipes = compares && mode === 'wipe';
  const beside = compares && mode === 'side-by-side';
  // Where the room has no height of its own (phones), one above the other unless they are upright.
  const inRows = beside && !(heightPx > 0 && widthPx >= 640 ? fitsBeside(widthPx, heightPx, ratio) : ratio < 1);
  const shape = { aspectRatio: ratio, width: sizeOf(ratio, beside, inRows) };
  const frame = 'relative min-w-0 max-lg:max-h-[56dvh] lg:shadow-picture';
  const picture = 'size-full object-contain lg:rounded-xl';

  return (
    <div
      ref={roomRef}
      className="relative grid min-h-0 min-w-0 grow place-items-center overflow-x-clip bg-stage lg:p-5 lg:[container-type:size]"
    >
      <div className={beside ? `flex items-center justify-center gap-2 ${inRows ? 'flex-col' : 'w-full'}` : 'contents'}>
        {twinSrc === null ? null : (
          <div
            // Over the result when wiping, before it when side by side: the same element, so that it keeps its place.
            className={`${frame} ${wipes ? 'z-10 col-start-1 row-start-1' : ''} ${compares ? '' : 'hidden'}`}
            style={wipes ? { ...shape, clipPath: `inset(0 ${100 - percent}% 0 0)` } : shape}
          >
            <video
              ref={twinRef}
              src={twinSrc}
              muted
              playsInline
              preload="auto"
              aria-label={words.before}
              onClick={onPress}
              className={`${picture} bg-black`}
            />
            <Name side="left" hidden={wipes && percent < NAME_ROOM_PERCENT}>
              {words.before}
            </Name>
          </div>
        )}
        <div className={`${frame} ${beside ? '' : 'col-start-1 row-start-1'}`} style={shape}>
          {/* Black beside it only where its frame may be wider than it: elsewhere it would be a line at its edge, left by rounding. */}
          {/* biome-ignore lint/a11y/useMediaCaption: the editor's own clip; there is no text of what is said in it */}
          <video
            ref={videoRef}
            src={src}
            playsInline
            preload="auto"
            aria-label={words.label}
            onClick={onPress}
            className={`${picture} max-lg:bg-black`}
          />
          {compares ? (
            <Name side={wipes ? 'right' : 'left'} hidden={wipes && percent > 100 - NAME_ROOM_PERCENT}>
              {words.after}
            </Name>
          ) : null}
        </div>
        {wipes ? (
          <div className="group pointer-events-none relative z-20 col-start-1 row-start-1" style={shape}>
            <div className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white" style={{ left: `${percent}%` }}>
              {/* A ring of its own: in forced colours a slider's drawn thumb has none. */}
              <span className="absolute top-1/2 left-1/2 size-11 -translate-x-1/2 -translate-y-1/2 rounded-full outline-white group-has-focus-visible:outline-2" />
            </div>
            <input
              type="range"
              min={0}
              max={100}
              step={1}
              value={percent}
              onChange={(event) => setPercent(event.currentTarget.valueAsNumber)}
              aria-label={words.divider}
              aria-valuetext={words.dividerText(percent)}
              className="wipe-slider"
            />
          </div>
        ) : null}
      </div>
      {children}
    </div>
  );
}

/** As large as fits in its room, or in its half of it; where the room has no height of its own, as wide as it. */
function sizeOf(ratio: number, beside: boolean, inRows: boolean): string {
  const perHeight = ratio.toFixed(4);
  if (!beside) return `min(100cqw, calc(100cqh * ${perHeight}))`;
  const gap = '0.25rem';
  return inRows ? `min(100cqw, calc((50cqh - ${gap}) * ${perHeight}))` : `min(calc(50cqw - ${gap}), calc(100cqh * ${perHeight}))`;
}

function Name({ side, hidden, children }: { side: 'left' | 'right'; hidden: boolean; children: ReactNode }) {
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
