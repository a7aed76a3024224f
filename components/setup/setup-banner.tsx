'use client';

import { setupMessages } from '@/lib/i18n/setup';
import { useMessages } from '@/lib/i18n/use-messages';

/** Where the site is not set up yet, the wizard says so on every screen of it, in place of the practice strip: not everything works. */
export function SetupBanner() {
  const messages = useMessages(setupMessages);
  return (
    <p className="bg-warn-soft px-4 py-1 text-center text-small font-medium text-balance text-warn">
      <span className="max-sm:hidden">{messages.strip}</span>
      <span className="sm:hidden">{messages.stripShort}</span>
    </p>
  );
}
