'use client';

import { setupMessages } from '@/lib/i18n/setup';
import { useMessages } from '@/lib/i18n/use-messages';

/** Replaces the practice strip on every screen of the wizard while the site is not configured. */
export function SetupBanner() {
  const messages = useMessages(setupMessages);
  return (
    <p className="bg-warn-soft px-4 py-1 text-center text-small font-medium text-balance text-warn">
      <span className="max-sm:hidden">{messages.strip}</span>
      <span className="sm:hidden">{messages.stripShort}</span>
    </p>
  );
}
