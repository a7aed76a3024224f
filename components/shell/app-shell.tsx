'use client';

import { lazy, type MouseEvent, type ReactNode, Suspense } from 'react';
import { useOnline } from '@/components/hooks/use-online';
import { useSetup } from '@/components/setup/setup-context';
import { AppLink } from '@/components/ui/app-link';
import type { SpendingResponse } from '@/lib/contracts/access';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';
import { LanguageMenu } from './language-menu';
import { LibraryLink } from './library-link';
import { Logo } from './logo';
import { TeamLink } from './team-link';

// Loaded on demand, because few sites need the messages.
const SetupBanner = lazy(async () => ({ default: (await import('@/components/setup/setup-banner')).SetupBanner }));

interface AppShellProps {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** Prefix of the page's title, before the site's name. */
  readonly title?: string;
  /** The step rail, on pages that have one. */
  readonly rail?: ReactNode;
  /** Called on a click on the logo; it may prevent the navigation. */
  readonly onHome?: ((event: MouseEvent) => void) | undefined;
  /** The current page, if the navigation lists it; `none` hides the navigation for visitors who are not signed in. */
  readonly current?: 'library' | 'none' | undefined;
  /** On a wide screen the page has the height of the window, and its regions scroll separately. */
  readonly fillsViewport?: boolean;
  readonly children: ReactNode;
}

/** Frame of every page: practice strip, logo, rail, today's spending. */
export function AppShell({ practice, spending, title, rail, onHome, current, fillsViewport = false, children }: AppShellProps) {
  const messages = useMessages(shellMessages);
  const setup = useSetup();
  return (
    <div className={`flex min-h-dvh flex-col ${fillsViewport ? 'lg:h-dvh lg:min-h-152' : ''}`}>
      {/* Not in the page's metadata, so that the title follows a change of language. */}
      <title>{title === undefined ? messages.name : messages.pageTitle(title)}</title>
      <header className="shrink-0">
        {setup === null && practice ? (
          <p className="bg-calm px-4 py-1 text-center text-small font-medium text-balance text-on-calm">
            <span className="max-sm:hidden">{messages.practice}</span>
            <span className="sm:hidden">{messages.practiceShort}</span>
          </p>
        ) : null}
        {setup === null ? null : (
          <Suspense>
            <SetupBanner />
          </Suspense>
        )}
        <OfflineBanner />
        {/* The rail is centred; with very large text or a very narrow window the header wraps. The space of the parts beside the rail is reserved while
           the page loads. */}
        <div className="flex min-h-13 flex-wrap items-center gap-x-3 border-b border-line bg-ground px-4 has-[>nav]:not-has-[>:nth-child(3)]:after:flex-1 sm:px-5">
          <div className="flex-1">
            <AppLink
              href="/"
              {...(onHome ? { onClick: onHome } : {})}
              className="flex min-h-8 w-fit min-w-6 items-center gap-2 rounded-md text-large font-semibold tracking-tight"
            >
              <Logo className="size-5" />
              <span className="whitespace-nowrap max-lg:sr-only">{messages.name}</span>
            </AppLink>
          </div>
          {rail}
          <div className="flex flex-1 items-center justify-end gap-4 max-sm:gap-3">
            {/* Practice mode is free; spending is only shown if a test budget produced some. */}
            {spending && (!practice || spending.spentMilliPtc > 0) ? <SpendingMeter spending={spending} /> : null}
            {current === 'none' || setup !== null ? null : <LibraryLink isCurrent={current === 'library'} />}
            <TeamLink />
            <LanguageMenu />
          </div>
        </div>
      </header>
      {children}
    </div>
  );
}

/** States what works offline. It is above the content, and its space is reserved, so that nothing moves under a pointer. */
function OfflineBanner() {
  const messages = useMessages(shellMessages);
  const online = useOnline();
  return (
    <div role="status">
      {online ? null : (
        <p className="bg-warn-soft px-4 py-1 text-center text-small font-medium text-balance text-warn">
          <span className="max-sm:hidden">{messages.offline}</span>
          <span className="sm:hidden">{messages.offlineShort}</span>
        </p>
      )}
    </div>
  );
}

/** Muted until the budget is nearly used; screen readers always get the numbers. */
function SpendingMeter({ spending }: { spending: SpendingResponse }) {
  const messages = useMessages(shellMessages);
  const { spentMilliPtc, budgetMilliPtc } = spending;
  const spentShare = budgetMilliPtc > 0 ? Math.min(1, spentMilliPtc / budgetMilliPtc) : 1;
  return (
    <p className="flex items-center gap-2.5 text-base whitespace-nowrap text-ink-soft">
      <span className="tabular max-lg:sr-only">{messages.spentToday(spentMilliPtc, budgetMilliPtc)}</span>
      <svg viewBox="0 0 64 4" aria-hidden="true" className="h-1 w-10 sm:w-16" preserveAspectRatio="none">
        <rect width="64" height="4" rx="2" fill="var(--raised)" />
        <rect
          width={Math.max(spentShare > 0 ? 3 : 0, 64 * spentShare)}
          height="4"
          rx="2"
          fill={spentShare > 0.9 ? 'var(--warn)' : 'var(--ink-soft)'}
        />
      </svg>
    </p>
  );
}
