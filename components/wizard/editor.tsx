'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useSetup } from '@/components/setup/setup-context';
import { ApiProvider } from '@/lib/client/api-provider';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { Beginning } from './begin';
import { EditorScreen } from './editor-screen';
import { createFrame, type Frame } from './frame';
import { type Runtime, sharedRuntime } from './runtime';

export interface EditorProps {
  readonly practice: boolean;
  readonly beginning: Beginning;
  readonly onStartOver: () => void;
  /** Tests hand in their own; a page uses the tab's. */
  readonly runtime?: Runtime;
}

/** Begins before the screen is drawn, and reads what is kept of a draft: it then comes once, with all of it and with the room for what is on its way. */
export async function begin(beginning: Beginning, practice: boolean, ready: boolean): Promise<void> {
  // Where it is gone, the screen itself finds out, and leads back.
  const begun = sharedRuntime(practice, ready).session.begin(beginning);
  if (beginning.kind === 'draft') await begun;
}

/** The hand is on its way to that piece of work: what has to be read for it is read by then. */
export function readAhead(draftId: string, practice: boolean, ready: boolean): void {
  sharedRuntime(practice, ready).session.readAhead(draftId);
}

/** For the frame around it. */
export function frameOf(practice: boolean, ready: boolean, spending: SpendingResponse | null): Frame {
  return createFrame(sharedRuntime(practice, ready), practice, spending);
}

/** The wizard from the first file on: everything heavy hangs below this. */
export function Editor({ practice, beginning, onStartOver, runtime }: EditorProps) {
  const router = useRouter();
  const ready = useSetup() === null;
  const [{ api, queryClient, session, setNavigate }] = useState(() => runtime ?? sharedRuntime(practice, ready));

  useEffect(() => setNavigate((href) => router.push(href)), [router, setNavigate]);

  useEffect(() => {
    let gone = false;
    const begin = async () => {
      const isThere = await session.begin(beginning);
      if (!isThere && !gone) onStartOver();
    };
    void begin();
    session.tryAgainAfterDoor();
    return () => {
      gone = true;
    };
  }, [session, beginning, onStartOver]);

  return (
    <ApiProvider api={api} queryClient={queryClient}>
      <EditorScreen
        session={session}
        practice={practice}
        isSample={beginning.kind === 'sample'}
        initialLink={beginning.kind === 'link' ? beginning.text : null}
      />
    </ApiProvider>
  );
}
