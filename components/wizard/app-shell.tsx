'use client';

import type { MouseEvent, ReactNode } from 'react';
import { SoftLink } from '@/components/ui/soft-link';
import type { SpendingAnswer } from '@/lib/contracts/access';
import { shellWords } from '@/lib/i18n/shell';
import { useWords } from '@/lib/i18n/use-words';
import { Logo } from './logo';
import { TeamLink } from './team-link';

interface AppShellProps {
  readonly practice: boolean;
  readonly spending: SpendingAnswer | null;
  /** The step rail, where the page has one. */
  readonly rail?: ReactNode;
  /** What a press on the logo does on its way to the start, or instead of it. */
  readonly onHome?: ((event: MouseEvent) => void) | undefined;
  /** On a wide screen the page fills the window exactly, and its regions scroll by themselves. */
  readonly fills?: boolean;
  readonly children: ReactNode;
}

/** What every page has: the practice strip, the logo, the rail, today's spending. */
export function AppShell({ practice, spending, rail, onHome, fills = false, children }: AppShellProps) {
  const words = useWords(shellWords);
  return (
    <div className={`flex min-h-dvh flex-col ${fills ? 'lg:h-dvh lg:min-h-152' : ''}`}>
      <header className="shrink-0">
        {practice ? (
          <p className="bg-calm px-4 py-1 text-center text-small font-medium text-balance text-on-calm">
            <span className="max-sm:hidden">{words.practice}</span>
            <span className="sm:hidden">{words.practiceShort}</span>
          </p>
        ) : null}
        <div className="grid h-13 grid-cols-[1fr_auto_1fr] items-center gap-3 border-b border-line bg-ground px-4 sm:px-5">
          <SoftLink
            href="/"
            {...(onHome ? { onClick: onHome } : {})}
            className="flex min-h-8 items-center gap-2 justify-self-start rounded-md text-large font-semibold tracking-tight"
          >
            <Logo className="size-5" />
            <span className="max-lg:sr-only">{words.name}</span>
          </SoftLink>
          {rail ?? <span />}
          <div className="flex items-center gap-4 justify-self-end">
            {/* Practice costs nothing; only a budget set on purpose is rehearsed there, and then something is spent. */}
            {spending && (!practice || spending.spentMilliPtc > 0) ? <SpendingMeter spending={spending} /> : null}
            <TeamLink />
          </div>
        </div>
      </header>
      {children}
    </div>
  );
}

/** Quiet until the budget nears its end; the numbers are always there for whoever listens. */
function SpendingMeter({ spending }: { spending: SpendingAnswer }) {
  const words = useWords(shellWords);
  const { spentMilliPtc, budgetMilliPtc } = spending;
  const share = budgetMilliPtc > 0 ? Math.min(1, spentMilliPtc / budgetMilliPtc) : 1;
  return (
    <p className="flex items-center gap-2.5 text-base whitespace-nowrap text-ink-soft">
      <span className="tabular max-sm:sr-only">{words.spentToday(spentMilliPtc, budgetMilliPtc)}</span>
      <svg viewBox="0 0 64 4" aria-hidden="true" className="h-1 w-12 sm:w-16" preserveAspectRatio="none">
        <rect width="64" height="4" rx="2" fill="var(--raised)" />
        <rect width={Math.max(share > 0 ? 3 : 0, 64 * share)} height="4" rx="2" fill={share > 0.9 ? 'var(--warn)' : 'var(--ink-soft)'} />
      </svg>
    </p>
  );
}
