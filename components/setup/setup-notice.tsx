'use client';

import type { SiteSetup } from '@/lib/contracts/setup';
import { setupMessages } from '@/lib/i18n/setup';
import { useMessages } from '@/lib/i18n/use-messages';
import { SetupList } from './setup-list';

/** Above the landing: what works without a configured server, and the missing settings for the owner. */
export function SetupNotice({ setup }: { setup: SiteSetup }) {
  const messages = useMessages(setupMessages);
  return (
    <section aria-labelledby="setup-title" className="mb-6 rounded-2xl border border-line bg-panel px-5 py-5">
      <h2 id="setup-title" className="text-large font-semibold">
        {messages.title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-ink-soft">{messages.works}</p>
      <SetupList setup={setup} />
    </section>
  );
}
