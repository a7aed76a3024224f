'use client';

import { type ReactNode, useState } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { ErrorNotice } from '@/components/shell/error-notice';
import { AppLink } from '@/components/ui/app-link';
import { Button } from '@/components/ui/button';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import { ownerApi } from '@/lib/client/requests/owner-api';
import type { SpendingResponse } from '@/lib/contracts/access';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';

interface OwnerLayoutProps {
  readonly page: 'team' | 'status';
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

const PAGES = ['team', 'status'] as const;

/** Layout of the owner's pages: navigation and sign-out. */
export function OwnerLayout({ page, practice, spending, title, text, children }: OwnerLayoutProps) {
  const messages = useMessages(ownerMessages);
  return (
    <AppShell practice={practice} spending={spending} title={title}>
      <main className="mx-auto flex w-full max-w-4xl grow flex-col gap-8 px-4 py-6 sm:px-6 sm:py-10">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <nav aria-label={messages.pagesLabel} className="flex gap-1">
            {PAGES.map((name) => (
              <AppLink
                key={name}
                href={`/${name}`}
                {...(name === page ? { 'aria-current': 'page' } : {})}
                className="flex min-h-8 items-center rounded-lg px-3 font-medium text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:font-semibold aria-[current=page]:text-ink"
              >
                {messages.pages[name]}
              </AppLink>
            ))}
          </nav>
          {/* Practice mode has no sign-in, and signing out would only lose the visitor's own jobs. */}
          {practice ? null : <SignOut />}
        </div>
        <div>
          <h1 className="font-semibold text-display tracking-tight">{title}</h1>
          <p className="mt-1.5 max-w-prose text-[0.9375rem] text-ink-soft leading-6">{text}</p>
        </div>
        {children}
      </main>
    </AppShell>
  );
}

function SignOut() {
  const messages = useMessages(ownerMessages);
  const [state, setState] = useState<'idle' | 'busy' | ApiError>('idle');
  const signOut = async () => {
    if (state === 'busy') return;
    setState('busy');
    try {
      await ownerApi().signOut();
      // A full page load, so that no data of the signed-out owner stays in memory.
      window.location.assign('/');
    } catch (thrown) {
      setState(toApiError(thrown));
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      {typeof state === 'object' ? <ErrorNotice error={state} practice={false} /> : null}
      <Button variant="quiet" aria-disabled={state === 'busy' || undefined} onClick={() => void signOut()}>
        {state === 'busy' ? messages.signingOut : messages.signOut}
      </Button>
    </div>
  );
}

export function OwnerSection({ title, text, children }: { title: string; text?: string | undefined; children: ReactNode }) {
  return (
    <section className="border-line border-t pt-5">
      <h2 className="font-semibold text-title">{title}</h2>
      {text === undefined ? null : <p className="mt-1 max-w-prose text-ink-soft">{text}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
