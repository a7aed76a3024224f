'use client';

import { Button, buttonClass } from '@/components/ui/button';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';
import { AppShell } from './app-shell';

interface MessagePageProps {
  readonly kind: 'not-found' | 'broken';
  readonly practice: boolean;
  readonly onReload?: () => void;
}

/** Full-page message with a link or a reload button. */
export function MessagePage({ kind, practice, onReload }: MessagePageProps) {
  const messages = useMessages(shellMessages);
  const { title, text } = messages.messages[kind];
  return (
    <AppShell practice={practice} spending={null} title={title}>
      <main className="grid grow place-items-center px-4 py-10">
        <div className="max-w-md text-center">
          <h1 className="text-display font-semibold tracking-tight text-balance">{title}</h1>
          <p className="mt-2 mb-5 text-[0.9375rem] leading-6 text-balance text-ink-soft">{text}</p>
          {onReload ? (
            <Button size="large" onClick={onReload}>
              {messages.reload}
            </Button>
          ) : (
            // A full page load, in case the page's state caused the error.
            <a href="/" className={buttonClass('outline', 'large')}>
              {messages.toStart}
            </a>
          )}
        </div>
      </main>
    </AppShell>
  );
}
