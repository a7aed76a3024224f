'use client';

import { LanguageMenu } from '@/components/shell/language-menu';
import { Logo } from '@/components/shell/logo';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';
import { ComponentGallery } from './component-gallery';
import { Tokens } from './tokens';

const THEMES = ['light', 'dark'] as const;

/** The design system in both themes side by side, for developers; not available in production. */
export function DesignSystemPage() {
  const messages = useMessages(shellMessages);
  return (
    <main className="grid lg:grid-cols-2">
      <title>{messages.name}</title>
      {THEMES.map((theme) => (
        <section key={theme} aria-label={theme} data-theme={theme} className="min-w-0 bg-ground text-ink">
          <header className="flex h-13 items-center gap-2 border-line border-b px-5">
            <Logo className="size-5" />
            <h1 className="mr-auto font-semibold text-large">{theme}</h1>
            <LanguageMenu />
          </header>
          <div className="flex flex-col gap-8 p-5">
            <Tokens sample={messages.description} />
            <ComponentGallery />
          </div>
        </section>
      ))}
    </main>
  );
}
