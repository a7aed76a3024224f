import { useEffect } from 'react';

/** State of the tab's icon: a share of progress, done, failed, or a required decision. */
export type FaviconState = { readonly kind: 'progress'; readonly share: number } | { readonly kind: 'done' | 'failed' | 'question' };

const SIZE_PX = 64;
const CENTER_PX = SIZE_PX / 2;
const RING_PX = 10;
/** Fixed colours that are visible on light and dark tab bars, which do not follow the app's theme. */
const COLOURS = { track: '#8a8f9c', elapsed: '#ff8552', done: '#1f9d6b', failed: '#d64545', question: '#c98a12', sign: '#ffffff' } as const;
/** Smaller changes of the ring are not visible. */
const PROGRESS_STEPS = 48;

/** Draws the state as the tab's icon; `null` restores the default icon. */
export function useFavicon(state: FaviconState | null): void {
  const kind = state?.kind ?? null;
  const step = state?.kind === 'progress' ? Math.round(Math.min(Math.max(state.share, 0), 1) * PROGRESS_STEPS) : 0;
  useEffect(() => {
    if (kind === null) return;
    const link = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    const dataUrl = link && drawIcon(kind === 'progress' ? { kind, share: step / PROGRESS_STEPS } : { kind });
    if (!link || !dataUrl) return;
    const original = { href: link.getAttribute('href'), type: link.getAttribute('type') };
    link.setAttribute('href', dataUrl);
    link.setAttribute('type', 'image/png');
    return () => {
      setOrRemoveAttribute(link, 'href', original.href);
      setOrRemoveAttribute(link, 'type', original.type);
    };
  }, [kind, step]);
}

function setOrRemoveAttribute(link: HTMLLinkElement, name: string, value: string | null): void {
  if (value === null) link.removeAttribute(name);
  else link.setAttribute(name, value);
}

function drawIcon(state: FaviconState): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE_PX;
  canvas.height = SIZE_PX;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (state.kind === 'progress') drawRing(context, state.share);
  else drawMark(context, state.kind);
  return canvas.toDataURL('image/png');
}

function drawRing(context: CanvasRenderingContext2D, share: number): void {
  const radius = CENTER_PX - RING_PX / 2 - 1;
  const top = -Math.PI / 2;
  context.lineWidth = RING_PX;
  context.strokeStyle = COLOURS.track;
  context.beginPath();
  context.arc(CENTER_PX, CENTER_PX, radius, 0, 2 * Math.PI);
  context.stroke();
  context.strokeStyle = COLOURS.elapsed;
  context.beginPath();
  context.arc(CENTER_PX, CENTER_PX, radius, top, top + 2 * Math.PI * Math.max(share, 1 / PROGRESS_STEPS));
  context.stroke();
}

function drawMark(context: CanvasRenderingContext2D, kind: 'done' | 'failed' | 'question'): void {
  context.fillStyle = COLOURS[kind];
  context.beginPath();
  context.arc(CENTER_PX, CENTER_PX, CENTER_PX - 1, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = COLOURS.sign;
  context.lineWidth = 8;
  context.beginPath();
  if (kind === 'done') {
    context.moveTo(18, 33);
    context.lineTo(28, 43);
    context.lineTo(46, 23);
    context.stroke();
    return;
  }
  if (kind === 'failed') {
    context.moveTo(23, 23);
    context.lineTo(41, 41);
    context.moveTo(41, 23);
    context.lineTo(23, 41);
    context.stroke();
    return;
  }
  context.fillStyle = COLOURS.sign;
  context.font = 'bold 44px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('?', CENTER_PX, CENTER_PX + 2);
}
