/** Overlay while files are dragged over the window; it does not receive pointer events. */
export function DropOverlay({ title, text }: { title: string; text: string }) {
  return (
    <div data-part="drop-curtain" className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-ground/90 p-4 text-center">
      <div className="absolute inset-3 rounded-2xl border-2 border-dashed border-ink" />
      <div className="rounded-2xl bg-panel px-10 py-8 shadow-picture">
        <p className="text-display font-semibold tracking-tight">{title}</p>
        <p className="mt-1 text-large text-ink-soft">{text}</p>
      </div>
    </div>
  );
}
