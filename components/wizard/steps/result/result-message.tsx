import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface ResultMessageProps {
  readonly tone?: 'plain' | 'warn' | 'danger';
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** Status of a job, centred, while there is no video to show. */
export function ResultMessage({ tone = 'plain', title, text, children }: ResultMessageProps) {
  'use memo';
  return (
    <div className="grid min-h-80 grow place-items-center bg-stage p-6">
      <div className="w-full max-w-md">
        <ToneIcon tone={tone} />
        <h1 className="font-semibold text-title">{title}</h1>
        <p className="mt-1 mb-6 text-ink-soft">{text}</p>
        {children}
      </div>
    </div>
  );
}

/** A round icon for the tone; the text carries the same meaning. */
function ToneIcon({ tone }: { tone: 'plain' | 'warn' | 'danger' }) {
  'use memo';
  if (tone === 'plain') return null;
  const colorClass = { warn: 'bg-warn-soft text-warn', danger: 'bg-danger-soft text-danger' }[tone];
  return (
    <span aria-hidden className={`mb-3 grid size-7 place-items-center rounded-full ${colorClass}`}>
      <CircleAlert className="size-4" />
    </span>
  );
}
