'use client';

import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly tone: 'plain' | 'warn' | 'danger';
  readonly title: string;
  readonly children?: ReactNode;
  readonly onDismiss?: (() => void) | undefined;
  readonly dismissLabel?: string;
}

const ICONS = { plain: Info, warn: TriangleAlert, danger: CircleAlert } as const;
const COLOR_CLASSES = { plain: 'text-ink-faint', warn: 'text-warn', danger: 'text-danger' } as const;

/** Notice about the clip or the voice. Warnings and errors are announced immediately. */
export function Notice({ tone, title, children, onDismiss, dismissLabel }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} className="flex gap-2.5 rounded-xl border border-line-strong p-3">
      <Icon aria-hidden className={`mt-px size-4.5 shrink-0 ${COLOR_CLASSES[tone]}`} />
      <div className="min-w-0 grow">
        <p className="font-semibold wrap-anywhere">{title}</p>
        <div className="text-ink-soft">{children}</div>
      </div>
      {onDismiss ? (
        <button
          type="button"
          aria-label={dismissLabel}
          onClick={onDismiss}
          className="-m-1 grid size-6 shrink-0 cursor-pointer place-items-center rounded-md text-ink-faint hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      ) : null}
    </div>
  );
}
