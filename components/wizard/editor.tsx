'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ApiProvider } from '@/lib/client/api-provider';
import type { SpendingAnswer } from '@/lib/contracts/access';
import type { Beginning } from './begin';
import { EditorScreen } from './editor-screen';
import { type Runtime, sharedRuntime } from './runtime';

export interface EditorProps {
  readonly practice: boolean;
  readonly initialSpending: SpendingAnswer | null;
  readonly beginning: Beginning;
  readonly onStartOver: () => void;
  /** Tests hand in their own; a page uses the tab's. */
  readonly runtime?: Runtime;
}

/** The wizard from the first file on: everything heavy hangs below this. */
export function Editor({ practice, initialSpending, beginning, onStartOver, runtime }: EditorProps) {
  const router = useRouter();
  const [{ api, queryClient, session, setNavigate }] = useState(() => runtime ?? sharedRuntime(practice));

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
        initialSpending={initialSpending}
        initialLink={beginning.kind === 'link' ? beginning.text : null}
        onStartOver={onStartOver}
      />
    </ApiProvider>
  );
}
