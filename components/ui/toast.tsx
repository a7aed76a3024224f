'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';

interface ToastProps {
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A status message at the bottom of the window. It has no timeout, so that it can be read at any speed. */
export function Toast({ closeLabel, onClose, action, children }: ToastProps) {
  return (
    <div className="fixed inset-x-3 bottom-3 z-40 mx-auto flex max-w-xl items-start gap-3 rounded-xl border border-line-strong bg-panel py-3 pr-2.5 pl-4 shadow-picture sm:bottom-5">
      <div className="min-w-0 grow py-1">{children}</div>
      {action}
      <button
        type="button"
        aria-label={closeLabel}
        onClick={onClose}
        className="grid size-8 shrink-0 cursor-pointer place-items-center rounded-lg text-ink-soft hover:bg-raised hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
}
