'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useSetup } from '@/components/setup/setup-context';
import { createShellStore, type ShellStore } from '@/components/wizard/session/shell-store';
import { getTabContext, type TabContext } from '@/components/wizard/session/tab-context';
import type { WizardEntry } from '@/components/wizard/session/wizard-entry';
import { ApiProvider } from '@/lib/client/api-provider';
import type { SpendingResponse } from '@/lib/contracts/access';
import { EditorScreen } from './editor-screen';

export interface EditorProps {
  readonly practice: boolean;
  readonly entry: WizardEntry;
  readonly onStartOver: () => void;
  /** Tests hand in their own; a page uses the tab's. */
  readonly tabContext?: TabContext;
}

/** Begins before the screen is drawn, and reads what is kept of a draft: it then comes once, with all of it and with the room for what is on its way. */
export async function begin(entry: WizardEntry, practice: boolean, isConfigured: boolean): Promise<void> {
  // Where it is gone, the screen itself finds out, and leads back.
  const whenBegun = getTabContext(practice, isConfigured).session.start(entry);
  if (entry.kind === 'draft') await whenBegun;
}

/** The hand is on its way to that piece of work: what has to be read for it is read by then. */
export function prefetchDraft(draftId: string, practice: boolean, isConfigured: boolean): void {
  getTabContext(practice, isConfigured).session.prefetchDraft(draftId);
}

/** For the frame around it. */
export function getShellStore(practice: boolean, isConfigured: boolean, spending: SpendingResponse | null): ShellStore {
  return createShellStore(getTabContext(practice, isConfigured), practice, spending);
}

/** The wizard from the first file on: everything heavy hangs below this. */
export function Editor({ practice, entry, onStartOver, tabContext }: EditorProps) {
  const router = useRouter();
  const isConfigured = useSetup() === null;
  const [{ api, queryClient, session, setNavigate }] = useState(() => tabContext ?? getTabContext(practice, isConfigured));

  useEffect(() => setNavigate((href) => router.push(href)), [router, setNavigate]);

  useEffect(() => {
    let isCancelled = false;
    const begin = async () => {
      const exists = await session.start(entry);
      if (!exists && !isCancelled) onStartOver();
    };
    void begin();
    session.retryAfterSignIn();
    return () => {
      isCancelled = true;
    };
  }, [session, entry, onStartOver]);

  return (
    <ApiProvider api={api} queryClient={queryClient}>
      <EditorScreen
        session={session}
        practice={practice}
        isSample={entry.kind === 'sample'}
        initialLink={entry.kind === 'link' ? entry.text : null}
      />
    </ApiProvider>
  );
}
