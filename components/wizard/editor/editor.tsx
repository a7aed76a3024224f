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
  /** Tests inject a context; pages use the tab's context. */
  readonly tabContext?: TabContext;
}

/**
 * Loads what the visit starts with before the editor renders, so that the first render already includes the draft and reserves the space of pending
 * files.
 */
export async function begin(entry: WizardEntry, practice: boolean, isConfigured: boolean): Promise<void> {
  // A missing draft is handled by the screen, which returns to the landing.
  const whenBegun = getTabContext(practice, isConfigured).session.start(entry);
  if (entry.kind === 'draft') await whenBegun;
}

/** Prefetches a draft on intent, so that it is loaded by the time of the click. */
export function prefetchDraft(draftId: string, practice: boolean, isConfigured: boolean): void {
  getTabContext(practice, isConfigured).session.prefetchDraft(draftId);
}

export function getShellStore(practice: boolean, isConfigured: boolean, spending: SpendingResponse | null): ShellStore {
  return createShellStore(getTabContext(practice, isConfigured), practice, spending);
}

/** The wizard after the first file. Everything heavy is imported below this component, so that the landing stays small. */
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
