import { useEffect } from 'react';

/** What the tab's icon says: a share of the way, done, failed, or that somebody has to decide. */
export type FaviconSign = { readonly kind: 'progress'; readonly share: number } | { readonly kind: 'done' | 'failed' | 'question' };

const SIZE_PX = 64;
const MIDDLE_PX = SIZE_PX / 2;
const RING_PX = 10;
/** A tab's bar has colours of its own, and no theme of ours: these are seen on light and dark alike. */
const COLOURS = { way: '#8a8f9c', gone: '#ff8552', done: '#1f9d6b', failed: '#d64545', question: '#c98a12', sign: '#ffffff' } as const;
/** A ring that moves less than this looks the same. */
const STEPS = 48;

/** Draws the tab's icon small, while it says something; then the page's own comes back. */
export function useFavicon(sign: FaviconSign | null): void {
  const kind = sign?.kind ?? null;
  const step = sign?.kind === 'progress' ? Math.round(Math.min(Math.max(sign.share, 0), 1) * STEPS) : 0;
  useEffect(() => {
    if (kind === null) return;
    const link = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    const drawn = link && draw(kind === 'progress' ? { kind, share: step / STEPS } : { kind });
    if (!link || !drawn) return;
    const own = { href: link.getAttribute('href'), type: link.getAttribute('type') };
    link.setAttribute('href', drawn);
    link.setAttribute('type', 'image/png');
    return () => {
      put(link, 'href', own.href);
      put(link, 'type', own.type);
    };
  }, [kind, step]);
}

function put(link: HTMLLinkElement, name: string, value: string | null): void {
  if (value === null) link.removeAttribute(name);
  else link.setAttribute(name, value);
}

function draw(sign: FaviconSign): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE_PX;
  canvas.height = SIZE_PX;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (sign.kind === 'progress') drawRing(context, sign.share);
  else drawMark(context, sign.kind);
  return canvas.toDataURL('image/png');
}

function drawRing(context: CanvasRenderingContext2D, share: number): void {
  const radius = MIDDLE_PX - RING_PX / 2 - 1;
  const top = -Math.PI / 2;
  context.lineWidth = RING_PX;
  context.strokeStyle = COLOURS.way;
  context.beginPath();
  context.arc(MIDDLE_PX, MIDDLE_PX, radius, 0, 2 * Math.PI);
  context.stroke();
  context.strokeStyle = COLOURS.gone;
  context.beginPath();
  context.arc(MIDDLE_PX, MIDDLE_PX, radius, top, top + 2 * Math.PI * Math.max(share, 1 / STEPS));
  context.stroke();
}

function drawMark(context: CanvasRenderingContext2D, kind: 'done' | 'failed' | 'question'): void {
  context.fillStyle = COLOURS[kind];
  context.beginPath();
  context.arc(MIDDLE_PX, MIDDLE_PX, MIDDLE_PX - 1, 0, 2 * Math.PI);
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
  context.fillText('?', MIDDLE_PX, MIDDLE_PX + 2);
}
