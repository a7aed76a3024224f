'use client';

import { AppShell } from '@/components/shell/app-shell';
import { buttonClass } from '@/components/ui/button';
import type { SiteSetup } from '@/lib/contracts/setup';
import { setupMessages } from '@/lib/i18n/setup';
import { useMessages } from '@/lib/i18n/use-messages';
import { SetupList } from './setup-list';

/** Replaces a page that needs the server: the missing settings, and a link to the wizard. */
export function SetupPage({ setup }: { setup: SiteSetup }) {
  const messages = useMessages(setupMessages);
  const isReady = setup.problems.length === 0;
  return (
    <AppShell
      practice={false}
      spending={null}
      title={isReady ? messages.readyTitle : messages.title}
      current={isReady ? undefined : 'none'}
    >
      <main className="grid grow place-items-center px-4 py-10">
        <div className="w-full max-w-xl">
          <h1 className="text-display font-semibold tracking-tight text-balance">{isReady ? messages.readyTitle : messages.title}</h1>
          <p className="mt-2 mb-5 text-[0.9375rem] leading-6 text-ink-soft">{isReady ? messages.readyText : messages.text}</p>
          {isReady ? null : <SetupList setup={setup} />}
          {/* A full page load, because this page's setup state is outdated as soon as a setting changes. */}
          <a href="/" className={`${buttonClass('outline', 'large')} mt-6`}>
            {isReady ? messages.toWizard : messages.toWizardAsIs}
          </a>
        </div>
      </main>
    </AppShell>
  );
}
