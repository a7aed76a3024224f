'use client';

import { LayoutList } from 'lucide-react';
import { AppLink } from '@/components/ui/app-link';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';

/** On a phone only an icon. */
export function LibraryLink({ isCurrent }: { readonly isCurrent: boolean }) {
  const messages = useMessages(shellMessages);
  return (
    <AppLink
      href="/library"
      {...(isCurrent ? { 'aria-current': 'page' } : {})}
      className="flex min-h-8 min-w-6 items-center justify-center rounded-md text-base text-ink-soft hover:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink"
    >
      <LayoutList aria-hidden className="size-4.5 sm:hidden" />
      <span className="whitespace-nowrap max-sm:sr-only">{messages.library}</span>
    </AppLink>
  );
}
