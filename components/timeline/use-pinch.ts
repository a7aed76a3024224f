import { type RefObject, useEffect, useRef, useState } from 'react';
import { oncePerFrame } from '@/components/ui/pace';

export interface Pinch {
  /** How much further apart the fingers are than when the second one came. */
  readonly factor: number;
  /** Between them, in pixels of the lanes: then and now. */
  readonly fromPx: number;
  readonly toPx: number;
}

interface PinchOptions<Start> {
  readonly begin: () => Start;
  readonly move: (start: Start, pinch: Pinch) => void;
}

/** Two fingers on what holds the lanes. Listened to past React, which would otherwise have a part in every move of every pointer. */
export function usePinch<Start>(lanesRef: RefObject<HTMLElement | null>, options: PinchOptions<Start>): void {
  'use memo';
  const latest = useRef(options);
  const [pace] = useState(oncePerFrame);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const lanes = lanesRef.current;
    if (!lanes) return;
    const fingers = new Map<number, number>();
    let pinch: { readonly start: Start; readonly apartPx: number; readonly middlePx: number } | null = null;
    const spread = () => {
      const [a = 0, b = 0] = [...fingers.values()];
      return { apartPx: Math.max(1, Math.abs(a - b)), middlePx: (a + b) / 2 - lanes.getBoundingClientRect().left };
    };
    const down = ({ pointerType, pointerId, clientX }: PointerEvent) => {
      if (pointerType !== 'touch') return;
      fingers.set(pointerId, clientX);
      pinch = fingers.size === 2 ? { start: latest.current.begin(), ...spread() } : null;
    };
    const move = ({ pointerId, clientX }: PointerEvent) => {
      if (!fingers.has(pointerId)) return;
      fingers.set(pointerId, clientX);
      const from = pinch;
      if (!from) return;
      pace.ask(() => {
        const { apartPx, middlePx } = spread();
        latest.current.move(from.start, { factor: apartPx / from.apartPx, fromPx: from.middlePx, toPx: middlePx });
      });
    };
    const lift = ({ pointerId }: PointerEvent) => {
      if (!fingers.delete(pointerId)) return;
      pinch = null;
      pace.drop();
    };
    const control = new AbortController();
    const listening = { capture: true, signal: control.signal };
    const frame = lanes.parentElement ?? lanes;
    frame.addEventListener('pointerdown', down, listening);
    // On the window itself, where a drag of one finger keeps nothing from us.
    window.addEventListener('pointermove', move, listening);
    window.addEventListener('pointerup', lift, listening);
    window.addEventListener('pointercancel', lift, listening);
    return () => {
      control.abort();
      pace.drop();
    };
  }, [lanesRef, pace]);
}
