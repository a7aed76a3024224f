'use client';

import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { draftOfThisTab } from '@/lib/client/draft-list';
import type { SpendingAnswer } from '@/lib/contracts/access';
import { AppShell } from './app-shell';
import type { Beginning } from './begin';
import type { EditorProps } from './editor';
import { Start } from './start';
import { StepRail } from './step-rail';

export interface WizardProps {
  readonly practice: boolean;
  readonly spending: SpendingAnswer | null;
  /** Where the editor comes from; its code is loaded when there is something to edit. */
  readonly loadEditor?: () => Promise<ComponentType<EditorProps>>;
}

const loadEditorChunk = async () => (await import('./editor')).Editor;

const NOTHING_DONE: ReadonlySet<never> = new Set();

/** The wizard's page: a light first screen, and the editor from the first file on. */
export function Wizard({ practice, spending, loadEditor = loadEditorChunk }: WizardProps) {
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const [Editor, setEditor] = useState<ComponentType<EditorProps> | null>(null);
  const [failed, setFailed] = useState(false);

  const open = useCallback(
    async (next: Beginning) => {
      setBeginning(next);
      setFailed(false);
      try {
        const Loaded = await loadEditor();
        setEditor(() => Loaded);
      } catch {
        setFailed(true);
      }
    },
    [loadEditor],
  );

  // A reload, or coming back from a result, goes on where this tab was.
  useEffect(() => {
    const draftId = draftOfThisTab();
    if (draftId !== null) void open({ kind: 'draft', draftId });
  }, [open]);

  if (Editor && beginning) {
    return <Editor practice={practice} initialSpending={spending} beginning={beginning} onStartOver={() => setBeginning(null)} />;
  }
  return (
    <AppShell practice={practice} spending={spending} rail={<StepRail current="video" done={NOTHING_DONE} targets={{}} />}>
      <Start
        practice={practice}
        spending={spending}
        opening={beginning !== null && !failed}
        openingFailed={failed}
        onBegin={(next) => void open(next)}
        onOpenAgain={() => beginning && void open(beginning)}
        // Failing here costs nothing: the press itself tries again, and speaks.
        onIntent={() => void loadEditor().catch(() => undefined)}
      />
    </AppShell>
  );
}
