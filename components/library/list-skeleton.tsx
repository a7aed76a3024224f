'use client';

import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function ListSkeleton() {
  const messages = useMessages(libraryMessages);
  return (
    <div aria-busy className="mt-6">
      <p role="status" className="sr-only">
        {messages.loading}
      </p>
      <div aria-hidden className="border-line border-t">
        {ROWS.map((row) => (
          <div key={row} className="flex h-18 items-center gap-3.5 border-line border-b px-2">
            <div className="skeleton h-12 w-16 shrink-0 rounded-md" />
            <div className="min-w-0 grow">
              <div className="skeleton h-3.5 w-48 max-w-full rounded-md" />
              <div className="skeleton mt-2 h-3 w-64 max-w-full rounded-md" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
